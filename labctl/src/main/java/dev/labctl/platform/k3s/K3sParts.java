package dev.labctl.platform.k3s;

import dev.labctl.exit.LabctlException;
import dev.labctl.lab.Component;
import dev.labctl.lab.Details;
import dev.labctl.lab.Lab;
import dev.labctl.lab.Member;
import dev.labctl.lab.Node;
import dev.labctl.platform.member.EtcdProbe;
import dev.labctl.platform.member.MemberProbe;
import dev.labctl.platform.member.Patroni;
import dev.labctl.platform.member.Secrets;
import dev.labctl.platform.member.Web;
import dev.labctl.spec.ClusterSpec;
import dev.labctl.spec.ClusterSpec.K3s;
import dev.labctl.spec.ClusterSpec.Kubeconfig;
import dev.labctl.spec.ClusterSpec.Kubernetes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What a lab on K3s is worked with, put together once. */
final class K3sParts implements AutoCloseable {
  private final ClusterSpec spec;
  private final Path state;
  private final Path root;
  private final InstantSource clock;
  private final Secrets secrets;
  private final Web web = new Web();
  private final Nodes nodes;
  private final ApiServers servers;
  private final Kube kube;
  private final Patroni patroni;
  private final Identities identities;
  private final MemberProbe probe;
  private volatile Lab lab;

  K3sParts(ClusterSpec spec, Path state, Path root, InstantSource clock) {
    this.spec = spec;
    this.state = state;
    this.root = root;
    this.clock = clock;
    this.secrets = new Secrets(state.resolve("secrets"));
    Kubernetes kubernetes = new Addresses(spec).kubernetes();
    this.nodes =
        switch (kubernetes) {
          case K3s k3s -> new DockerNodes(spec, k3s, state, root);
          case Kubeconfig given -> new GivenNodes(spec, given, state, root, clock);
        };
    this.servers = new ApiServers(nodes.apis(), nodes::credentials);
    this.kube = new Kube(servers, kubernetes.namespace());
    this.lab = K3sLabs.of(spec, state, root, nodes, Placement.load(placementFile()));
    this.patroni = new Patroni(this::lab, secrets, web);
    this.identities = new Identities(nodes::lives, kube::pods, this::postmaster);
    this.probe =
        new MemberProbe(this::lab, secrets, web, patroni, EtcdProbe.METRICS, clock, identities::of);
  }

  private Optional<String> postmaster(Member member) {
    return patroni.self(member).map(json -> json.path("postmaster_start_time").asString(""));
  }

  /** The model, with members where Kubernetes has put them. */
  Lab lab() {
    return lab;
  }

  /** Learns from the API where the members are, and keeps it. */
  void learnPlacement() {
    Path file = placementFile();
    Placement now = Placement.of(kube.pods()).over(Placement.load(file));
    now.save(file);
    lab = K3sLabs.of(spec, state, root, nodes, now);
  }

  /** Deletes what the lab's state has of a cluster that is no more. */
  void forget() {
    try {
      for (Secrets.Secret secret : Secrets.Secret.values()) {
        Files.deleteIfExists(secrets.file(secret));
      }
      Files.deleteIfExists(secrets.pgpass());
      Files.deleteIfExists(placementFile());
      BackupIdentity.forget(state.resolve("secrets"));
    } catch (IOException e) {
      throw LabctlException.machine("cannot delete the lab's passwords: " + e, e);
    }
  }

  void createBackupIdentity() {
    Addresses addresses = new Addresses(spec);
    List<String> names = new ArrayList<>(List.of(addresses.backup()));
    for (int n = 1; n <= Addresses.MEMBERS; n++) {
      names.add(addresses.service(Component.POSTGRES, n));
    }
    BackupIdentity.create(state.resolve("secrets"), names, new SecureRandom());
  }

  BackupIdentity backupIdentity() {
    return BackupIdentity.load(state.resolve("secrets"));
  }

  private Path placementFile() {
    return state.resolve("placement.json");
  }

  Secrets secrets() {
    return secrets;
  }

  Web web() {
    return web;
  }

  Nodes nodes() {
    return nodes;
  }

  Applier applier() {
    return new Applier(servers, nodes.owner());
  }

  ApiServers servers() {
    return servers;
  }

  Kube kube() {
    return kube;
  }

  PodExec exec() {
    return new PodExec(servers, nodes.owner().namespace());
  }

  Patroni patroni() {
    return patroni;
  }

  Identities identities() {
    return identities;
  }

  MemberProbe probe() {
    return probe;
  }

  PodSql sql() {
    return new PodSql(exec());
  }

  MemberLogs logs() {
    return new MemberLogs(kube, nodes);
  }

  Versions versions() {
    return new Versions(kube, exec(), lab());
  }

  Control control() {
    return new Control(this);
  }

  UnstartablePods unstartable() {
    return new UnstartablePods(kube::pods, kubectl(), clock);
  }

  /** How a shell calls kubectl for the lab's namespace. */
  String kubectl() {
    return "%s -n %s".formatted(nodes.kubectl(), nodes.owner().namespace());
  }

  /** What {@code status} shows beside members. */
  List<Details> tables() {
    Set<String> ours =
        lab().everyNode().stream().map(Node::name).collect(Collectors.toUnmodifiableSet());
    return List.of(
        Tables.nodes(
            kube.nodes().stream().filter(n -> ours.contains(n.getMetadata().getName())).toList(),
            nodes.faults().isPresent() ? nodes.lives() : Map.of()),
        Tables.pods(kube.pods()),
        Tables.certificates(
            new Certificates(nodes.credentials(), nodes.servers()).all(), clock.instant()));
  }

  @Override
  public void close() {
    web.close();
    servers.close();
    nodes.close();
  }
}

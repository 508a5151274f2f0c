package dev.labctl.platform.k3s;

import dev.labctl.exit.LabctlException;
import dev.labctl.lab.Component;
import dev.labctl.lab.Details;
import dev.labctl.lab.Finding;
import dev.labctl.lab.Lab;
import dev.labctl.lab.Member;
import dev.labctl.platform.k3s.bundle.DockerBundles;
import dev.labctl.platform.k3s.docker.DockerCluster;
import dev.labctl.platform.k3s.docker.DockerEngine;
import dev.labctl.platform.k3s.docker.DockerPreflight;
import dev.labctl.platform.k3s.docker.ImageBuilder;
import dev.labctl.platform.k3s.docker.Images;
import dev.labctl.platform.k3s.docker.Kubeconfigs;
import dev.labctl.platform.k3s.docker.NodeContainers;
import dev.labctl.platform.k3s.docker.NodeFaults;
import dev.labctl.platform.k3s.docker.OwnImages;
import dev.labctl.platform.member.EtcdProbe;
import dev.labctl.platform.member.MemberProbe;
import dev.labctl.platform.member.Patroni;
import dev.labctl.platform.member.Secrets;
import dev.labctl.platform.member.Web;
import dev.labctl.spec.ClusterSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a lab on K3s is worked with, put together once. */
final class K3sParts implements AutoCloseable {
  private final ClusterSpec spec;
  private final Addresses addresses;
  private final Path state;
  private final Path root;
  private final InstantSource clock;
  private final Secrets secrets;
  private final Web web = new Web();
  private final DockerEngine docker = new DockerEngine();
  private final DockerCluster cluster;
  private final NodeContainers nodes;
  private final NodeFaults faults;
  private final Kubeconfigs kubeconfigs;
  private final Images images;
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
    this.lab = K3sLabs.of(spec, state, root, Placement.load(placementFile()));
    this.secrets = new Secrets(state.resolve("secrets"));
    this.addresses = new Addresses(spec);
    this.cluster = addresses.dockerCluster();
    this.nodes = new NodeContainers(docker, cluster, state);
    this.faults = new NodeFaults(docker, cluster, nodes);
    this.kubeconfigs = new Kubeconfigs(docker, cluster, state);
    Path jar = root.resolve(spec.shortener().jar());
    this.images = new Images(docker, cluster, new ImageBuilder(docker, root, jar, "host"), state);
    this.servers = new ApiServers(addresses.apis(), kubeconfigs::file);
    this.kube = new Kube(servers, K3sPlatform.NAMESPACE);
    this.patroni = new Patroni(this::lab, secrets, web);
    this.identities = new Identities(nodes::states, kube::pods, this::postmaster);
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
    lab = K3sLabs.of(spec, state, root, now);
  }

  /** Deletes what the lab's state has of a cluster that is no more. */
  void forget() {
    try {
      for (Secrets.Secret secret : Secrets.Secret.values()) {
        Files.deleteIfExists(secrets.file(secret));
      }
      Files.deleteIfExists(secrets.pgpass());
      Files.deleteIfExists(kubeconfigs.file());
      Files.deleteIfExists(placementFile());
      ownImages().forget();
      BackupIdentity.forget(state.resolve("secrets"));
    } catch (IOException e) {
      throw LabctlException.machine("cannot delete the lab's passwords: " + e, e);
    }
  }

  void createBackupIdentity() {
    List<String> names = new ArrayList<>(List.of(addresses.backup()));
    for (int n = 1; n <= spec.nodes().size(); n++) {
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

  DockerEngine docker() {
    return docker;
  }

  DockerCluster cluster() {
    return cluster;
  }

  NodeContainers nodes() {
    return nodes;
  }

  NodeFaults faults() {
    return faults;
  }

  Kubeconfigs kubeconfigs() {
    return kubeconfigs;
  }

  Addresses addresses() {
    return addresses;
  }

  Images images() {
    return images;
  }

  private OwnImages ownImages() {
    return new OwnImages(docker, cluster, nodes, state);
  }

  DockerBundles bundles() {
    return new DockerBundles(docker, cluster, images, ownImages(), state);
  }

  ApiServers servers() {
    return servers;
  }

  Kube kube() {
    return kube;
  }

  PodExec exec() {
    return new PodExec(servers, K3sPlatform.NAMESPACE);
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
    return new MemberLogs(kube, docker, cluster);
  }

  Versions versions() {
    return new Versions(kube, exec(), lab());
  }

  Control control() {
    return new Control(this);
  }

  /** What {@code status} shows beside members. */
  List<Details> tables() {
    return List.of(
        Tables.nodes(kube.nodes(), nodes.states()),
        Tables.pods(kube.pods()),
        Tables.certificates(
            new Certificates(kubeconfigs.file(), addresses.servers()).all(), clock.instant()));
  }

  List<Finding> preflight() {
    return new DockerPreflight(docker, cluster, nodes).inspect();
  }

  @Override
  public void close() {
    web.close();
    servers.close();
  }
}

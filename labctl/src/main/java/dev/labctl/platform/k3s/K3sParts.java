package dev.labctl.platform.k3s;

import dev.labctl.component.Components;
import dev.labctl.component.Definition;
import dev.labctl.component.Inquiry;
import dev.labctl.component.MemberProbe;
import dev.labctl.component.Secret;
import dev.labctl.component.Secrets;
import dev.labctl.component.Web;
import dev.labctl.component.pods.PodPart;
import dev.labctl.component.pods.PodPart.KeyFile;
import dev.labctl.component.postgres.Patroni;
import dev.labctl.component.postgres.PodSql;
import dev.labctl.exit.LabctlException;
import dev.labctl.lab.Details;
import dev.labctl.lab.Lab;
import dev.labctl.lab.Node;
import dev.labctl.lab.PrivateFile;
import dev.labctl.spec.ClusterSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What a lab on K3s is worked with, put together once. */
final class K3sParts implements AutoCloseable {
  private final ClusterSpec spec;
  private final Components components;
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

  K3sParts(
      ClusterSpec spec,
      Components components,
      Nodes nodes,
      Path state,
      Path root,
      InstantSource clock) {
    this.components = components;
    this.spec = spec;
    this.state = state;
    this.root = root;
    this.clock = clock;
    this.secrets = new Secrets(state.resolve("secrets"), components.all());
    this.nodes = nodes;
    this.servers = new ApiServers(nodes.api().entries(), nodes.api().credentials());
    this.kube = new Kube(servers, nodes.owner().namespace());
    this.lab = K3sLabs.of(spec, components, state, root, nodes, Placement.load(placementFile()));
    this.patroni = new Patroni(this::lab, secrets, web);
    this.identities = new Identities(nodes::lives, kube::pods, components, this::inquiry);
    this.probe = new MemberProbe(this::lab, components.all(), secrets, web, clock, identities::of);
  }

  /** What this lab is made of. */
  Components components() {
    return components;
  }

  /** What members are asked with, now. */
  Inquiry inquiry() {
    return new Inquiry(lab, secrets, web, clock);
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
    lab = K3sLabs.of(spec, components, state, root, nodes, now);
  }

  /** Deletes what the lab's state has of a cluster that is no more. */
  void forget() {
    try {
      for (Secret secret : secrets.all()) {
        Files.deleteIfExists(secrets.file(secret));
      }
      for (Definition definition : components.all()) {
        for (PodPart part : definition.pods().stream().toList()) {
          for (KeyFile file : part.keys()) {
            Files.deleteIfExists(secrets.beside(file.name()));
          }
        }
      }
      Files.deleteIfExists(placementFile());
    } catch (IOException e) {
      throw LabctlException.machine("cannot delete the lab's passwords: " + e, e);
    }
  }

  /** Turns the lab into objects, with its passwords. */
  ObjectRenderer renderer() {
    return new ObjectRenderer(
        lab, components, nodes.owner(), nodes.images(), secrets::value, this::key);
  }

  private String key(KeyFile file) {
    return PrivateFile.text(secrets.beside(file.name()));
  }

  /** Makes the files of the lab that are missing: passwords, certificates and keys. */
  void makeSecrets() {
    secrets.create((file, text) -> new PrivateFile(file).write(text), new SecureRandom());
    ObjectRenderer host =
        new ObjectRenderer(
            lab, components, nodes.owner(), Map.of(), secrets::value, KeyFile::placeholder);
    components
        .all()
        .forEach(d -> d.pods().ifPresent(p -> p.makeKeys(host, state.resolve("secrets"))));
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
    return new PodSql(actions(List.of()));
  }

  /**
   * What components do in the cluster.
   *
   * @param changed what this {@code up} has changed
   */
  ClusterActions actions(List<String> changed) {
    return new ClusterActions(this, name -> renderer().job(name), changed);
  }

  LogReader logs() {
    return new LogReader(kube, nodes, components);
  }

  PodVersions versions() {
    return new PodVersions(kube, exec(), lab(), components);
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
            nodes.owner().everywhere() ? nodes.lives() : Map.of()),
        Tables.pods(kube.pods()),
        Tables.certificates(
            new Certificates(nodes.api().credentials().get(), nodes.api().servers()).all(),
            clock.instant()));
  }

  @Override
  public void close() {
    web.close();
    servers.close();
    nodes.close();
  }
}

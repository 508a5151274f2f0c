package dev.labctl.platform.k3s;

import dev.labctl.component.Components;
import dev.labctl.lab.Capability;
import dev.labctl.lab.Component;
import dev.labctl.lab.Details;
import dev.labctl.lab.EtcdSnapshots;
import dev.labctl.lab.Finding;
import dev.labctl.lab.ImageBundles;
import dev.labctl.lab.Lab;
import dev.labctl.lab.Member;
import dev.labctl.lab.MemberState;
import dev.labctl.lab.NodeDrain;
import dev.labctl.lab.Offer;
import dev.labctl.lab.Platform;
import dev.labctl.lab.Rendering;
import dev.labctl.lab.Undo;
import dev.labctl.platform.PatroniFailover;
import dev.labctl.platform.Undos;
import dev.labctl.progress.Progress;
import dev.labctl.spec.ClusterSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A lab on a cluster of Kubernetes: of labctl's own making, or one that exists. Each method hands
 * its work to one of the parts.
 */
public final class K3sPlatform implements Platform {
  private final K3sParts parts;
  private final Undos undos;
  private final List<Capability> capabilities;

  /**
   * The platform of one lab, running or not.
   *
   * @param components that a lab may have
   * @param state the lab's folder
   * @param root the project's root
   */
  public K3sPlatform(
      ClusterSpec spec, Components components, Path state, Path root, InstantSource clock) {
    Components ofLab = components.of(spec);
    Nodes nodes = NodeProviders.of(spec, ofLab, state, root, clock);
    this.parts = new K3sParts(spec, ofLab, nodes, state, root, clock);
    this.undos = new Undos(spec.provider());
    this.capabilities =
        Stream.concat(
                Stream.of(
                    new PodProcesses(parts, undos),
                    new PodRemoval(parts, undos),
                    new PatroniFailover(parts.patroni(), spec, undos)),
                nodes.own().stream().flatMap(own -> own.capabilities(undos).stream()))
            .toList();
  }

  @Override
  public Lab lab() {
    return parts.lab();
  }

  @Override
  public <C extends Capability> Offer<C> capability(Class<C> type) {
    Optional<String> refusal =
        type == NodeDrain.class ? parts.nodes().drainRefusal() : Optional.empty();
    if (refusal.isPresent()) {
      return new Offer.Absent<>(refusal.get());
    }
    return capabilities.stream()
        .filter(type::isInstance)
        .map(type::cast)
        .findFirst()
        .<Offer<C>>map(Offer.Present::new)
        .orElseGet(
            () ->
                new Offer.Absent<>(
                    "provider %s reaches nodes by the Kubernetes API alone, which cannot power a node off, freeze it or cut its network"
                        .formatted(lab().spec().provider())));
  }

  @Override
  public void undo(Undo undo) {
    undos.keep(undo);
  }

  @Override
  public UpResult up(Progress progress) {
    return new UpResult(parts.control().up(progress));
  }

  @Override
  public UpResult plan() {
    return new UpResult(parts.control().plan());
  }

  @Override
  public List<Finding> inspect() {
    return parts.nodes().inspect();
  }

  @Override
  public void fix(Progress progress) {
    parts.nodes().fix(progress);
  }

  @Override
  public void down(boolean purge, Progress progress) {
    parts.control().down(purge, progress);
  }

  @Override
  public boolean running() {
    return parts.nodes().running();
  }

  @Override
  public List<MemberState> members(Set<Component> components) {
    if (!parts.secrets().exist()) {
      return lab().members().stream()
          .filter(m -> components.contains(m.component()))
          .map(MemberState::stopped)
          .toList();
    }
    return parts.probe().of(components);
  }

  @Override
  public List<Details> details() {
    if (!running() || !parts.secrets().exist()) {
      return List.of();
    }
    return parts.tables();
  }

  @Override
  public Optional<Rendering> rendering() {
    return Optional.of(
        new Rendered(lab(), parts.components(), parts.nodes().owner(), parts.nodes().images()));
  }

  @Override
  public Optional<ImageBundles> bundles() {
    return parts.nodes().own().map(OwnNodes::bundles);
  }

  @Override
  public Optional<EtcdSnapshots> snapshots() {
    return parts.nodes().own().map(OwnNodes::snapshots);
  }

  @Override
  public Optional<String> identity(Member member) {
    return parts.identities().of(member);
  }

  @Override
  public boolean frozen(String identity) {
    return parts.identities().frozen(identity);
  }

  @Override
  public String sql(Member postgres, String query, Duration timeout) {
    return parts.sql().query(postgres, query, timeout);
  }

  @Override
  public void clearCaches() {
    parts.probe().clearCaches();
  }

  @Override
  public List<String> log(Member member, Instant from, Instant to) {
    return parts.logs().between(member, from, to);
  }

  @Override
  public Map<String, String> versions() {
    return parts.versions().all();
  }

  @Override
  public Map<String, String> shell() {
    String kubectl = parts.kubectl();
    Map<String, String> shell = new HashMap<>(Map.of("KUBECTL", kubectl));
    parts.components().all().forEach(d -> d.pods().ifPresent(p -> shell.putAll(p.shell(kubectl))));
    return shell;
  }

  @Override
  public void close() {
    parts.close();
  }
}

package dev.labctl.platform.k3s;

import dev.labctl.component.Components;
import dev.labctl.component.pods.PodPart;
import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import dev.labctl.lab.Component;
import dev.labctl.lab.Details;
import dev.labctl.lab.EtcdSnapshots;
import dev.labctl.lab.Finding;
import dev.labctl.lab.ImageBundles;
import dev.labctl.lab.Lab;
import dev.labctl.lab.Member;
import dev.labctl.lab.MemberState;
import dev.labctl.lab.Node;
import dev.labctl.lab.Platform;
import dev.labctl.lab.Rendering;
import dev.labctl.lab.Undo;
import dev.labctl.platform.k3s.docker.NodeFaults;
import dev.labctl.process.Await;
import dev.labctl.progress.Progress;
import dev.labctl.spec.ClusterSpec;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A lab on a cluster of Kubernetes: of labctl's own making, or one that exists. Long because the
 * port is: each method hands its work to one of the parts.
 */
public final class K3sPlatform implements Platform {
  private static final Duration EXEC = Duration.ofSeconds(10);
  private static final Duration ANSWER = Duration.ofMillis(900);

  private final K3sParts parts;

  /**
   * The platform of one lab, running or not.
   *
   * @param components that a lab may have
   * @param state the lab's folder
   * @param root the project's root
   */
  public K3sPlatform(
      ClusterSpec spec, Components components, Path state, Path root, InstantSource clock) {
    this.parts = new K3sParts(spec, components.of(spec), state, root, clock);
  }

  @Override
  public Lab lab() {
    return parts.lab();
  }

  @Override
  public Optional<String> lacks(Primitive primitive) {
    return switch (primitive) {
      case KILL, DELETE_POD, SWITCHOVER, PAUSE_FAILOVER -> Optional.empty();
      case DRAIN -> parts.nodes().drainRefusal();
      case POWER_OFF, RESTART_NODE -> withoutHand("cannot power a node off");
      case FREEZE -> withoutHand("cannot freeze a node");
      case CUT, CUT_API -> withoutHand("cannot cut a node's network");
    };
  }

  private Optional<String> withoutHand(String cannot) {
    return parts.nodes().faults().isPresent()
        ? Optional.empty()
        : Optional.of(
            "provider %s reaches nodes by the Kubernetes API alone, which %s"
                .formatted(lab().spec().provider(), cannot));
  }

  private NodeFaults faults() {
    return parts
        .nodes()
        .faults()
        .orElseThrow(
            () ->
                LabctlException.usage(
                    withoutHand("cannot power off, freeze or cut a node").orElseThrow()));
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
    return parts.nodes().bundles();
  }

  @Override
  public Optional<EtcdSnapshots> snapshots() {
    return parts.nodes().snapshots();
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
  public void kill(Member member) {
    String process =
        parts
            .components()
            .of(member)
            .pods()
            .map(PodPart::mainProcess)
            .orElseThrow(
                () ->
                    LabctlException.usage(
                        member.name()
                            + " is a part of its K3s server, and cannot be killed by itself"));
    PodExec.Result result =
        parts
            .exec()
            .run(
                pod(member),
                member.component().label(),
                List.of("sh", "-c", "kill -9 " + process),
                "",
                EXEC);
    if (result.exit() != 0) {
      throw LabctlException.machine(
          "%s could not be killed: %s; see 'labctl status'"
              .formatted(member.name(), result.err().strip()));
    }
  }

  @Override
  public Undo planPowerOff(Node node) {
    return new Undo.PowerOn(node.name());
  }

  @Override
  public void powerOff(Node node) {
    refuseEdge(node);
    faults().powerOff(node.name());
  }

  @Override
  public void restartNode(Node node) {
    refuseEdge(node);
    faults().restart(node.name());
  }

  @Override
  public void deletePod(Member member, boolean graceful) {
    parts.kube().deletePod(pod(member), graceful);
  }

  @Override
  public Undo planDrain(Node node) {
    if (parts.kube().cordoned(node.name())) {
      throw LabctlException.of(
          ExitCode.INCONCLUSIVE,
          "%s is cordoned already, and the fault's undo would take that back; uncordon it: kubectl uncordon %1$s"
              .formatted(node.name()));
    }
    return new Undo.Uncordon(node.name());
  }

  @Override
  public void drain(Node node, Duration within) {
    refuseEdge(node);
    parts
        .nodes()
        .drainRefusal()
        .ifPresent(
            reason -> {
              throw LabctlException.usage(reason);
            });
    parts.kube().schedulable(node.name(), false);
    parts.kube().evictAll(node.name(), within);
  }

  @Override
  public Undo planCut(Node node, Traffic traffic) {
    return new Undo.Reconnect(node.name(), traffic);
  }

  @Override
  public void cut(Node node, Traffic traffic) {
    refuseEdge(node);
    switch (traffic) {
      case ALL -> faults().cutNetwork(node.name());
      case API -> faults().cutApi(node.name());
    }
  }

  @Override
  public boolean answers(Node node, Traffic traffic) {
    int port =
        switch (traffic) {
          case ALL -> ClusterAddresses.ETCD_METRICS;
          case API -> ClusterAddresses.API;
        };
    // At its own address: what publishes the port on loopback would accept in its place.
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(node.address(), port), Math.toIntExact(ANSWER.toMillis()));
      return true;
    } catch (IOException none) {
      return false;
    }
  }

  @Override
  public Undo.Thaw planFreeze(Node node) {
    return new Undo.Thaw(node.name(), List.of());
  }

  @Override
  public void freeze(Undo.Thaw plan) {
    refuseEdge(lab().node(plan.node()));
    faults().freeze(plan.node());
  }

  @Override
  public void switchover(Member primary) {
    parts.patroni().switchover(primary);
  }

  @Override
  public void pauseFailover() {
    parts.patroni().configure("{\"pause\": true}");
    // Members learn of it with their next look at the store.
    Await.pause(Duration.ofSeconds(lab().spec().postgres().loopWaitSeconds()).plusMillis(500));
  }

  @Override
  public void undo(Undo undo) {
    switch (undo) {
      case Undo.AwaitRestart _ -> {
        // Kubernetes does it.
      }
      case Undo.PowerOn on -> faults().powerOn(on.node());
      case Undo.Thaw thaw -> faults().thaw(thaw.node());
      case Undo.Uncordon cordoned -> parts.kube().schedulable(cordoned.node(), true);
      case Undo.Reconnect cut -> {
        switch (cut.traffic()) {
          case ALL -> faults().restoreNetwork(cut.node());
          case API -> faults().restoreApi(cut.node());
        }
      }
      case Undo.ResumeFailover _ -> parts.patroni().configure("{\"pause\": null}");
    }
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

  private String pod(Member member) {
    return new Pods(parts.components())
        .of(member, parts.kube().pods())
        .orElseThrow(
            () ->
                LabctlException.machine(
                    "%s has no pod; see 'labctl status'".formatted(member.name())))
        .getMetadata()
        .getName();
  }

  private void refuseEdge(Node node) {
    if (node.equals(lab().edge())) {
      throw LabctlException.usage("the edge measures the lab; no fault may target it");
    }
  }
}

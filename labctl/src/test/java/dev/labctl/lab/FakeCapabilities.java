package dev.labctl.lab;

import dev.labctl.platform.Undos;
import dev.labctl.platform.Undos.UndoKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What faults can do to a {@link FakePlatform}. */
final class FakeCapabilities
    implements Processes,
        NodePower,
        NodeNetwork,
        NodeDrain,
        KubernetesServers,
        PodDeletion,
        PostgresFailover {
  private final FakePlatform lab;
  private final UndoKind restart;
  private final UndoKind on;
  private final UndoKind thaw;
  private final UndoKind uncordon;
  private final UndoKind reconnect;
  private final UndoKind resume;

  FakeCapabilities(FakePlatform lab, Undos undos) {
    this.lab = lab;
    this.restart = undos.kind("restart", _ -> {});
    this.on = undos.kind("power-on", of -> node(of).forEach(lab::restart));
    this.thaw = undos.kind("thaw", of -> lab.frozen.removeAll(of));
    this.uncordon = undos.kind("uncordon", of -> node(of).forEach(lab::restart));
    this.reconnect = undos.kind("reconnect", of -> lab.cut.removeAll(of));
    this.resume = undos.kind("resume-failover", _ -> {});
  }

  private List<Member> node(List<String> of) {
    return on(lab.lab().node(of.getFirst()));
  }

  private List<Member> on(Node node) {
    return lab.lab().members().stream().filter(m -> m.node().equals(node)).toList();
  }

  private Change change(Undo undo, String call, Runnable effect) {
    return Change.of(
        undo,
        () -> {
          if (lab.call(call)) {
            effect.run();
          }
        });
  }

  @Override
  public Change kill(Member member) {
    return change(
        restart.promise(member.name()), "kill " + member.name(), () -> lab.restart(member));
  }

  @Override
  public Change stop(Member member) {
    String identity = lab.identity(member).orElseThrow();
    return change(thaw.promise(identity), "stop " + member.name(), () -> lab.frozen.add(identity));
  }

  @Override
  public boolean stopped(Member member) {
    return lab.identity(member).filter(lab.frozen::contains).isPresent();
  }

  @Override
  public Change off(Node node) {
    return change(
        on.promise(node.name()), "power-off " + node.name(), () -> on(node).forEach(lab::stop));
  }

  @Override
  public Change freeze(Node node) {
    List<String> identities = new ArrayList<>();
    on(node).forEach(m -> lab.identity(m).ifPresent(identities::add));
    return change(
        thaw.promise(identities), "freeze " + node.name(), () -> lab.frozen.addAll(identities));
  }

  @Override
  public Change cut(Node node) {
    return change(
        reconnect.promise(node.name()), "cut " + node.name(), () -> lab.cut.add(node.name()));
  }

  @Override
  public boolean answers(Node node) {
    return !lab.cut.contains(node.name());
  }

  @Override
  public Change drain(Node node, Duration within) {
    return change(
        uncordon.promise(node.name()),
        "drain " + node.name(),
        () ->
            on(node).stream()
                .filter(m -> !m.component().label().equals("etcd"))
                .forEach(lab::stop));
  }

  @Override
  public Change restart(Node node) {
    return change(
        on.promise(node.name()),
        "restart-node " + node.name(),
        () -> on(node).forEach(lab::restart));
  }

  @Override
  public Change cutApi(Node node) {
    String api = node.name() + " API";
    return change(reconnect.promise(api), "cut " + api, () -> lab.cut.add(api));
  }

  @Override
  public boolean apiAnswers(Node node) {
    return !lab.cut.contains(node.name() + " API");
  }

  @Override
  public Change delete(Member member, boolean graceful) {
    return change(
        restart.promise(member.name()),
        "delete-pod " + member.name() + (graceful ? "" : " at once"),
        () -> lab.restart(member));
  }

  @Override
  public Change switchover(Member primary) {
    return change(
        restart.promise(primary.name()),
        "switchover " + primary.name(),
        () -> {
          lab.start(primary, "replica");
          lab.start(lab.member("postgres-2"), "primary");
        });
  }

  @Override
  public Change pause() {
    return change(resume.promise(), "pause", () -> {});
  }
}

package dev.labctl.platform.k3s.docker;

import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import dev.labctl.lab.LabIdentity;
import dev.labctl.platform.k3s.docker.DockerNode.Role;
import dev.labctl.platform.k3s.image.DockerEngine;
import dev.labctl.platform.k3s.image.DockerEngine.DockerObject;
import dev.labctl.process.Await;
import dev.labctl.process.Command;
import dev.labctl.progress.Progress;
import dev.labctl.progress.Progress.ProgressStep;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/**
 * The cluster's nodes: compares what Docker has with what the cluster is to be, then makes, starts,
 * stops or removes what differs. Long because comparing and mending know the same facts of a node,
 * and their order is seen in one place.
 */
public final class NodeContainers {
  /** Measured: 8 s alone, 25 s beside other work on two cores. */
  private static final Duration API_LIMIT = Duration.ofMinutes(3);

  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration STOP_LIMIT = Duration.ofMinutes(2);

  /** How long K3s may take to end by itself, in seconds. */
  private static final String STOP_GRACE = "20";

  private final DockerEngine docker;
  private final DockerCluster cluster;
  private final NodeToken token;
  private final Path state;
  private final String lab;

  /**
   * The nodes of a cluster.
   *
   * @param state the lab's folder, where the cluster's token is kept
   */
  public NodeContainers(DockerEngine docker, DockerCluster cluster, Path state) {
    this.docker = docker;
    this.cluster = cluster;
    this.token = NodeToken.in(state);
    this.state = state;
    this.lab = LabIdentity.id(state, cluster.name());
  }

  /** The node of that name. */
  public DockerNode node(String name) {
    return cluster.nodes().stream()
        .filter(n -> n.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                LabctlException.usage(
                    "node '%s' is not one of %s"
                        .formatted(name, cluster.nodes().stream().map(DockerNode::name).toList())));
  }

  /**
   * Every node as it is now, in the cluster's order.
   *
   * @throws LabctlException (usage) when they are those of a lab of the same name and another state
   */
  public Map<String, NodeState> states() {
    List<JsonNode> found =
        docker.inspect(
            DockerObject.CONTAINER,
            cluster.nodes().stream().map((DockerNode n) -> cluster.container(n)).toList());
    Map<String, NodeState> states = new LinkedHashMap<>();
    for (DockerNode node : cluster.nodes()) {
      states.put(
          node.name(),
          found.stream()
              .filter(c -> c.path("Name").asString("").equals("/" + cluster.container(node)))
              .findFirst()
              .map(NodeState::of)
              .orElse(NodeState.ABSENT));
    }
    states.forEach(this::refuseForeign);
    return states;
  }

  /** One node as it is now. */
  public NodeState state(String node) {
    NodeState found =
        docker
            .inspect(DockerObject.CONTAINER, cluster.container(node(node)))
            .map(NodeState::of)
            .orElse(NodeState.ABSENT);
    refuseForeign(node, found);
    return found;
  }

  private void refuseForeign(String node, NodeState found) {
    if (!found.lab().isEmpty() && !found.lab().equals(lab)) {
      throw LabctlException.usage(
          "the container %s is that of the lab %s, and this one is %s with its state in %s; set LABCTL_HOME to that lab's, or give the cluster file another 'metadata.name', 'subnet' and 'publish'"
              .formatted(cluster.container(node), found.lab(), lab, state));
    }
  }

  /** What {@link #createMissing} would do, in words; empty when all is as it should be. */
  public List<String> plan() {
    List<String> changes = new ArrayList<>();
    if (docker.inspect(DockerObject.NETWORK, cluster.network()).isEmpty()) {
      changes.add("create the network %s (%s)".formatted(cluster.network(), cluster.subnet()));
    }
    states()
        .forEach(
            (name, state) -> {
              if (!state.exists()) {
                changes.add("create " + name);
              } else if (outdated(name, state)) {
                changes.add("create " + name + " again: its configuration has changed");
              } else if (!state.running()) {
                changes.add("start " + name);
              } else if (state.paused()) {
                changes.add("thaw " + name);
              }
            });
    return changes;
  }

  /**
   * Makes and starts what {@link #plan} names, and waits until the founder of a new cluster
   * answers. Harmless when all runs; safe to run again after an interruption at any point.
   *
   * @return what changed, in words
   */
  public List<String> createMissing(Progress progress) {
    List<String> changes = plan();
    if (changes.isEmpty()) {
      return changes;
    }
    token.create(new SecureRandom());
    try (ProgressStep step = progress.begin("K3s nodes")) {
      TreeSet<String> volumes =
          new TreeSet<>(docker.labelled(DockerObject.VOLUME, cluster.label()));
      refuseLostFounder(volumes);
      Map<String, NodeState> before = states();
      before.forEach(
          (name, state) -> {
            if (state.exists() && outdated(name, state)) {
              docker.run("rm", "--force", "--volumes", cluster.container(name));
            }
          });
      createNetwork();
      boolean founding = !volumes.contains(cluster.container(cluster.founder()));
      for (DockerNode node : cluster.nodes()) {
        NodeState state = before.getOrDefault(node.name(), NodeState.ABSENT);
        if (!state.exists() || outdated(node.name(), state)) {
          create(node, volumes);
        }
        start(node.name());
        if (founding && node.role() == Role.FOUNDER) {
          // The others end at once, or wait for long, when there is nothing to join.
          awaitApi(node);
        }
      }
      step.done(changes.size() == 1 ? changes.getFirst() : changes.size() + " changes");
    }
    return changes;
  }

  /** Starts a node that is there but stopped, and continues it when it is frozen. */
  public void start(String node) {
    NodeState state = state(node);
    if (!state.exists()) {
      throw LabctlException.machine(
          "node %s has no container; 'labctl up' makes it".formatted(node));
    }
    if (state.paused()) {
      docker.run("unpause", cluster.container(node));
    }
    if (!state.running()) {
      docker.run("start", cluster.container(node));
    }
  }

  /** Whether any node runs. */
  public boolean running() {
    return states().values().stream().anyMatch(NodeState::running);
  }

  /** Stops every node and keeps everything; harmless when they do not run. */
  public void stop() {
    List<String> line = new ArrayList<>(List.of("stop", "--time", STOP_GRACE));
    states()
        .forEach(
            (name, state) -> {
              if (state.paused()) {
                docker.run("unpause", cluster.container(name));
              }
              if (state.running()) {
                line.add(cluster.container(name));
              }
            });
    if (line.size() > 3) {
      docker.run(line, STOP_LIMIT);
    }
  }

  /**
   * Removes the containers and the network, also those of nodes that the cluster file no longer
   * has.
   *
   * @param purge whether the volumes and the token go too, and with them all data
   */
  public void remove(boolean purge) {
    states(); // refuses another lab's
    removeAll(DockerObject.CONTAINER, List.of("rm", "--force", "--volumes"));
    removeAll(DockerObject.NETWORK, List.of("network", "rm"));
    if (purge) {
      removeAll(DockerObject.VOLUME, List.of("volume", "rm", "--force"));
      token.delete();
    }
  }

  private void removeAll(DockerObject kind, List<String> command) {
    List<String> names = docker.labelled(kind, cluster.label());
    if (!names.isEmpty()) {
      List<String> line = new ArrayList<>(command);
      line.addAll(names);
      docker.run(line, STOP_LIMIT);
    }
  }

  private boolean outdated(String node, NodeState state) {
    return !state.configuration().equals(new NodeArguments(cluster, node(node)).configuration());
  }

  /** A founder without its data would found a second cluster beside the other servers'. */
  private void refuseLostFounder(TreeSet<String> volumes) {
    boolean others =
        cluster.servers().stream()
            .filter(n -> n.role() == Role.SERVER)
            .anyMatch(n -> volumes.contains(cluster.container(n)));
    if (others && !volumes.contains(cluster.container(cluster.founder()))) {
      throw LabctlException.machine(
          ("the volume %s is gone, but other servers have theirs: started without it, %s would"
                  + " found a second cluster; start afresh: labctl -c %s down --purge, then up")
              .formatted(
                  cluster.container(cluster.founder()), cluster.founder().name(), cluster.name()));
    }
  }

  private void createNetwork() {
    String configuration = NodeArguments.hash(cluster.subnet());
    boolean there =
        docker
            .inspect(DockerObject.NETWORK, cluster.network())
            .map(n -> n.path("Labels").path(NodeState.CONFIGURATION).asString(""))
            .map(
                found -> {
                  if (!found.equals(configuration)) {
                    docker.run("network", "rm", cluster.network());
                  }
                  return found.equals(configuration);
                })
            .orElse(false);
    if (!there) {
      docker.run(
          "network",
          "create",
          "--driver=bridge",
          "--subnet=" + cluster.subnet(),
          "--gateway=" + cluster.gateway(),
          "--label=" + cluster.label(),
          "--label=" + NodeState.CONFIGURATION + "=" + configuration,
          cluster.network());
    }
  }

  private void create(DockerNode node, TreeSet<String> volumes) {
    NodeArguments arguments = new NodeArguments(cluster, node);
    for (NodeArguments.Volume volume : arguments.volumes()) {
      if (!volumes.contains(volume.name())) {
        docker.run("volume", "create", "--label=" + cluster.label(), volume.name());
      }
    }
    docker.run(arguments.create(lab));
    // Into the container, not its environment or arguments: those are shown to who may inspect it.
    docker.run(
        "cp", token.file().toString(), cluster.container(node) + ":" + NodeArguments.TOKEN_FILE);
    OwnImages.bringInto(cluster.container(node), state);
  }

  private void awaitApi(DockerNode node) {
    List<String> ask =
        List.of(
            "exec",
            cluster.container(node),
            "k3s",
            "kubectl",
            "get",
            "--raw=/readyz",
            "--request-timeout=2s");
    Await.until(
        "the API server of %s ('docker logs %s' says more)"
            .formatted(node.name(), cluster.container(node)),
        API_LIMIT,
        POLL,
        ExitCode.MACHINE,
        () -> {
          Command.Result result = docker.command(ask).run(Duration.ofSeconds(20));
          return result.exit() == 0 ? "ready" : lastLine(result);
        },
        "ready"::equals);
  }

  private static String lastLine(Command.Result result) {
    String said = result.err().isBlank() ? result.out() : result.err();
    return said.strip().lines().reduce("nothing", (a, b) -> b);
  }
}

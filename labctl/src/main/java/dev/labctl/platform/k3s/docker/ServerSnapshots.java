package dev.labctl.platform.k3s.docker;

import dev.labctl.exit.LabctlException;
import dev.labctl.lab.EtcdSnapshots;
import dev.labctl.platform.k3s.image.DockerEngine;
import dev.labctl.process.Command;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The snapshots of K3s' etcd, by {@code k3s etcd-snapshot} in the servers' containers. */
public final class ServerSnapshots implements EtcdSnapshots {
  private static final Duration ASK = Duration.ofSeconds(20);
  private static final Duration SAVE = Duration.ofMinutes(2);

  /** K3s' file name begins with it. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

  /** Name, location, size, time; also what a newer K3s adds behind. */
  private static final Pattern ROW =
      Pattern.compile(
          "^(\\S+)\\s+([a-z0-9]+://\\S+)\\s+(\\d{1,18})\\s+(\\d{4}-\\S+Z)\\b", Pattern.MULTILINE);

  private final DockerEngine docker;
  private final DockerCluster cluster;
  private final NodeContainers nodes;

  /** The snapshots of a cluster. */
  public ServerSnapshots(DockerEngine docker, DockerCluster cluster, NodeContainers nodes) {
    this.docker = docker;
    this.cluster = cluster;
    this.nodes = nodes;
  }

  @Override
  public Snapshot save(String name) {
    if (!NAME.matcher(name).matches()) {
      throw LabctlException.usage(
          "the name '%s' must be letters, digits, dots and dashes, at most 63".formatted(name));
    }
    DockerNode server = running().getFirst();
    Set<Snapshot> before = new HashSet<>(on(server));
    k3s(server, SAVE, "save", "--name", name);
    return on(server).stream()
        .filter(s -> !before.contains(s) && s.name().startsWith(name))
        .findFirst()
        .orElseThrow(
            () ->
                LabctlException.machine(
                    "K3s on %s says that it has saved a snapshot, but lists none; see 'docker logs %s'"
                        .formatted(server.name(), cluster.container(server))));
  }

  @Override
  public List<Snapshot> list() {
    return running().stream()
        .flatMap(server -> on(server).stream())
        .sorted(Comparator.comparing(Snapshot::createdAt).thenComparing(Snapshot::node))
        .toList();
  }

  private List<DockerNode> running() {
    List<DockerNode> running = new ArrayList<>();
    for (DockerNode server : cluster.servers()) {
      NodeState state = nodes.state(server.name());
      if (state.running() && !state.paused()) {
        running.add(server);
      }
    }
    if (running.isEmpty()) {
      throw LabctlException.machine(
          "no server of '%s' runs, and only a running one makes and lists snapshots; labctl -c %s up"
              .formatted(cluster.name(), cluster.name()));
    }
    return running;
  }

  private List<Snapshot> on(DockerNode server) {
    return parse(server.name(), k3s(server, ASK, "ls"));
  }

  /** The table that K3s prints; what else it says is no row. */
  static List<Snapshot> parse(String node, String table) {
    return ROW.matcher(table).results().map((MatchResult row) -> snapshot(node, row)).toList();
  }

  private static Snapshot snapshot(String node, MatchResult row) {
    return new Snapshot(
        node,
        row.group(1),
        row.group(2),
        Long.parseLong(row.group(3)),
        Instant.parse(row.group(4)));
  }

  private String k3s(DockerNode server, Duration limit, String... arguments) {
    List<String> line =
        new ArrayList<>(List.of("exec", cluster.container(server), "k3s", "etcd-snapshot"));
    line.addAll(List.of(arguments));
    Command.Result result = docker.command(line).run(limit);
    if (result.exit() != 0) {
      throw LabctlException.machine(
          "k3s etcd-snapshot %s on %s failed: %s; see 'labctl status'"
              .formatted(
                  String.join(" ", arguments),
                  server.name(),
                  (result.err().isBlank() ? result.out() : result.err()).strip()));
    }
    return result.out();
  }
}

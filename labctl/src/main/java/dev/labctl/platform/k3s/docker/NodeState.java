package dev.labctl.platform.k3s.docker;

import tools.jackson.databind.JsonNode;

/**
 * A node's container as it is now.
 *
 * @param id of the container; empty when there is none
 * @param startedAt when its K3s was started last, RFC 3339; with the id it tells one life of the
 *     node from the next
 * @param configuration what it was made from, as a hash
 * @param lab whose it is; empty for one that was made before that was written down
 */
public record NodeState(
    String id,
    boolean running,
    boolean paused,
    String startedAt,
    String configuration,
    String lab) {
  /** That of a node without a container. */
  public static final NodeState ABSENT = new NodeState("", false, false, "", "", "");

  /** The label that holds {@link #configuration}. */
  static final String CONFIGURATION = "dev.labctl.configuration";

  /** The label that holds {@link #lab}. */
  static final String LAB = "dev.labctl.lab";

  static NodeState of(JsonNode container) {
    JsonNode state = container.path("State");
    JsonNode labels = container.path("Config").path("Labels");
    return new NodeState(
        container.path("Id").asString(""),
        state.path("Running").asBoolean(false),
        state.path("Paused").asBoolean(false),
        state.path("StartedAt").asString(""),
        labels.path(CONFIGURATION).asString(""),
        labels.path(LAB).asString(""));
  }

  /** Whether there is a container, running or not. */
  public boolean exists() {
    return !id.isEmpty();
  }

  /** Whether the node works: its processes run and are not frozen. */
  public boolean up() {
    return running && !paused;
  }
}

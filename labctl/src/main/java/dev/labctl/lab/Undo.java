package dev.labctl.lab;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/**
 * How a fault is taken back, resolved before it is injected and complete in itself, so that another
 * process can do it after a crash. Doing it twice does no harm.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Undo.AwaitRestart.class, name = "await-restart"),
  @JsonSubTypes.Type(value = Undo.PowerOn.class, name = "power-on"),
  @JsonSubTypes.Type(value = Undo.Thaw.class, name = "thaw"),
  @JsonSubTypes.Type(value = Undo.Uncordon.class, name = "uncordon"),
  @JsonSubTypes.Type(value = Undo.Reconnect.class, name = "reconnect"),
  @JsonSubTypes.Type(value = Undo.ResumeFailover.class, name = "resume-failover")
})
public sealed interface Undo {
  /** Nothing to do: the supervisor restarts the member, the cluster settles. */
  record AwaitRestart(String member) implements Undo {}

  /** Start everything of a node again. */
  record PowerOn(String node) implements Undo {}

  /** Continue the stopped processes ({@code pid@starttime}) of a node. */
  record Thaw(String node, List<String> processes) implements Undo {
    public Thaw {
      processes = List.copyOf(processes);
    }
  }

  /** Let the node take pods again. */
  record Uncordon(String node) implements Undo {}

  /** Let the node's packets pass again. */
  record Reconnect(String node, Platform.Traffic traffic) implements Undo {}

  /** Let Patroni fail over by itself again. */
  record ResumeFailover() implements Undo {}
}

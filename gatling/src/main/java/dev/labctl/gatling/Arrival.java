package dev.labctl.gatling;

/**
 * One request to be sent.
 *
 * @param dueNanos intended send time, from T0; negative in the warm-up
 */
public record Arrival(String stream, long dueNanos, Work work) {

  /** Whether it is part of the load that was asked for, neither warm-up nor control. */
  boolean counts() {
    return !stream.equals(LoadPlan.WARMUP) && !stream.equals(LoadPlan.CONTROL);
  }

  /** What to send. */
  public sealed interface Work {
    /** The operation's label in metrics. */
    Operation operation();
  }

  /**
   * Ask for a link.
   *
   * @param tier the tier that the skew report counts it under, or -1 for none
   */
  public record Redirect(Link link, int tier) implements Work {
    @Override
    public Operation operation() {
      return Operation.REDIRECT;
    }
  }

  /** Ask for what the balancer answers itself. */
  public record AskBalancer(String path) implements Work {
    @Override
    public Operation operation() {
      return Operation.CONTROL;
    }
  }

  /** Create a link of its own. */
  public record Create(String idempotencyKey, String target) implements Work {
    @Override
    public Operation operation() {
      return Operation.CREATE;
    }
  }
}

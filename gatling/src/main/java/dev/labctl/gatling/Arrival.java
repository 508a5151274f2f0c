package dev.labctl.gatling;

/**
 * One request to be sent.
 *
 * @param dueNanos intended send time, from T0; negative in the warm-up
 */
public record Arrival(String stream, long dueNanos, Work work) {

  boolean warmup() {
    return stream.equals(LoadPlan.WARMUP);
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

  /** Create a link of its own. */
  public record Create(String idempotencyKey, String target) implements Work {
    @Override
    public Operation operation() {
      return Operation.CREATE;
    }
  }
}

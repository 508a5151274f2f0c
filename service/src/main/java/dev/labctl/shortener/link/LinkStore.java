package dev.labctl.shortener.link;

import org.jspecify.annotations.Nullable;

/** Where links are kept for good. Every method may throw DependencyFailed. */
public interface LinkStore {
  /** What became of a link offered to the store. */
  sealed interface Outcome {
    /** Stored under the offered code, durably. */
    record Created(Link link) implements Outcome {}

    /** The key was known: nothing new is stored; this link, durable too, is the key's. */
    record Known(Link link) implements Outcome {}

    /** Another link has the offered code. */
    record CodeTaken() implements Outcome {}
  }

  /**
   * Stores a link. When it returns Created or Known, the link is committed on the primary and
   * wherever the primary's synchronous replication puts it.
   */
  Outcome create(Code code, Target target, @Nullable IdempotencyKey key);

  /** Forgets a link; false if there was none. Its idempotency key is free again. */
  boolean delete(Code code);
}

package dev.labctl.shortener.link;

import dev.labctl.shortener.user.Caller;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where links are kept for good. Every method may throw DependencyFailed; each writes its audit
 * event in the transaction of the change.
 */
public interface LinkStore {
  /** What became of a link offered to the store. */
  sealed interface Outcome {
    /** What became of a key that was known. */
    sealed interface Repeated extends Outcome {}

    /** Stored under the offered code, durably. */
    record Created(Link link) implements Outcome {}

    /**
     * The caller's key was known from the same request within a day: nothing new is stored. The
     * link, durable too, as it was when it was made.
     */
    record Known(Link link) implements Repeated {}

    /** The caller's key was known from another request. */
    record KeyReused() implements Repeated {}

    /** Another link has the offered code. */
    record CodeTaken() implements Outcome {}
  }

  /** What became of a change. */
  sealed interface Edit {
    /** Done, durably; the link as it is now, or as it was before it was deleted. */
    record Done(Link link) implements Edit {}

    /** There is no such link. */
    record Missing() implements Edit {}

    /** The link is somebody else's. */
    record Foreign() implements Edit {}
  }

  /**
   * Stores a link. When it returns Created or Known, the link is committed on the primary and
   * wherever the primary's synchronous replication puts it.
   */
  Outcome create(Code code, LinkProperties properties, @Nullable IdempotencyKey key, Caller caller);

  /**
   * Looks for what a key made within a day, without making anything; null if it is not known. As
   * durable as what {@link #create} returns.
   */
  LinkStore.Outcome.@Nullable Repeated known(
      IdempotencyKey key, LinkProperties properties, Caller caller);

  /** Stores those links whose codes are free, in one transaction; returns them. */
  List<Link> createAll(Map<Code, LinkProperties> links, Caller caller);

  /** Changes a link. */
  Edit update(Code code, LinkChange change, Caller caller);

  /** Forgets a link. Its idempotency key is free again. */
  Edit delete(Code code, Caller caller);

  /**
   * Uses one of a counted link's visits; false if none is left.
   *
   * @param request names the request, if it may come again: however often it does, it uses one
   */
  boolean visit(Code code, @Nullable String request);
}

package dev.labctl.shortener.guard;

import dev.labctl.shortener.failure.ShortenerException.DependencyFailed;
import java.util.function.Function;

/** Two that can answer the same questions: the second is asked when the first fails. */
public record Fallback<T>(T first, T second) {
  /**
   * The first one's answer, or else the second one's.
   *
   * @throws DependencyFailed if both fail
   */
  public <A> A ask(Function<T, A> question) {
    try {
      return question.apply(first);
    } catch (DependencyFailed e) {
      try {
        return question.apply(second);
      } catch (DependencyFailed secondFailure) {
        secondFailure.addSuppressed(e);
        throw secondFailure;
      }
    }
  }
}

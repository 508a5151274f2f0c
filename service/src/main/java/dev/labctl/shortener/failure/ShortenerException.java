package dev.labctl.shortener.failure;

import org.jspecify.annotations.Nullable;

/** Everything that this program refuses or cannot do; messages are fit for a client to read. */
public abstract sealed class ShortenerException extends RuntimeException {
  private ShortenerException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** The request breaks a rule; asking again unchanged will not help. */
  public static final class InvalidInput extends ShortenerException {
    public InvalidInput(String message) {
      super(message, null);
    }
  }

  /** An idempotency key came back with another target. */
  public static final class KeyReused extends ShortenerException {
    public KeyReused(String message) {
      super(message, null);
    }
  }

  /** A dependency did not answer in time, refused, or is not being asked (breaker open). */
  public static final class DependencyFailed extends ShortenerException {
    public DependencyFailed(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /** The program cannot start as it is configured; exit code 2. */
  public static final class Misconfigured extends ShortenerException {
    public Misconfigured(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }
}

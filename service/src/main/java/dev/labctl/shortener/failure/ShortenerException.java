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

  /** Somebody else has the value that must be unique. */
  public static final class Taken extends ShortenerException {
    public Taken(String message) {
      super(message, null);
    }
  }

  /** There is no such thing, or not for this caller. */
  public static final class NotFound extends ShortenerException {
    public NotFound(String message) {
      super(message, null);
    }
  }

  /** It was there once: expired, switched off or used up. */
  public static final class Gone extends ShortenerException {
    public Gone(String message) {
      super(message, null);
    }
  }

  /** The caller has to say who it is, or said so wrongly. */
  public static final class NotSignedIn extends ShortenerException {
    public NotSignedIn(String message) {
      super(message, null);
    }
  }

  /** The caller is known and may not do this. */
  public static final class NotAllowed extends ShortenerException {
    public NotAllowed(String message) {
      super(message, null);
    }
  }

  /** A dependency did not answer in time, refused, or is not being asked (breaker open). */
  public static final class DependencyFailed extends ShortenerException {
    private final boolean asked;

    /** It was asked, or may have been: what it was to do may be done. */
    public DependencyFailed(String message, @Nullable Throwable cause) {
      this(message, cause, true);
    }

    /**
     * @param asked false if nothing was sent to it, so that somebody else may be asked instead
     */
    public DependencyFailed(String message, @Nullable Throwable cause, boolean asked) {
      super(message, cause);
      this.asked = asked;
    }

    /** Refused before anything was sent to the dependency. */
    public static DependencyFailed notAsked(String message, @Nullable Throwable cause) {
      return new DependencyFailed(message, cause, false);
    }

    /** Whether anything may have been sent to the dependency. */
    public boolean wasAsked() {
      return asked;
    }
  }

  /** This instance has too much to do at the moment; nothing was done. */
  public static final class Overloaded extends ShortenerException {
    public Overloaded(String message) {
      super(message, null);
    }
  }

  /** What was sent is of a kind that is not read here. */
  public static final class UnknownMediaType extends ShortenerException {
    public UnknownMediaType(String message) {
      super(message, null);
    }
  }

  /** The program cannot start as it is configured; exit code 2. */
  public static final class Misconfigured extends ShortenerException {
    public Misconfigured(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }
}

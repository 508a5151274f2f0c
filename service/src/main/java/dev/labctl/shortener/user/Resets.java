package dev.labctl.shortener.user;

import dev.labctl.shortener.failure.ShortenerException.NotAllowed;
import dev.labctl.shortener.failure.ShortenerException.NotFound;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** New passwords for users who forgot theirs: an admin hands out a code, the user does the rest. */
public final class Resets {
  private static final Duration LIFETIME = Duration.ofHours(1);

  private final Store store;
  private final PasswordHasher hasher;
  private final SecureRandom random;
  private final InstantSource clock;
  private final Runnable onChange;

  /**
   * @param onChange is told when somebody's tokens have ended
   */
  public Resets(
      Store store,
      PasswordHasher hasher,
      SecureRandom random,
      InstantSource clock,
      Runnable onChange) {
    this.store = store;
    this.hasher = hasher;
    this.random = random;
    this.clock = clock;
    this.onChange = onChange;
  }

  /** Where codes are kept, as hashes. Every method may throw DependencyFailed. */
  public interface Store {
    /** Keeps a user's code in place of an older one; false if there is no such user. */
    boolean begin(long user, String hash, Instant expiresAt, Caller caller);

    /** True if it is the user's code and still good. */
    boolean isGood(UserName name, String hash);

    /** Sets the password and forgets the code; false if it is no longer good. */
    boolean finish(UserName name, String hash, PasswordHash password, boolean endKeys);
  }

  /** A new code, which can be read this once. */
  public record Created(ResetCode code, Instant expiresAt) {}

  /** Makes a code for a user. */
  public Created begin(long user, Caller caller) {
    ResetCode code = ResetCode.random(random);
    Instant expiresAt = clock.instant().plus(LIFETIME);
    if (!store.begin(user, code.hash(), expiresAt, caller)) {
      throw new NotFound("There is no such user.");
    }
    return new Created(code, expiresAt);
  }

  /**
   * Sets a new password.
   *
   * @throws NotAllowed if the code is not this user's, was used or has expired
   */
  public void finish(UserName name, ResetCode code, Password password, boolean endKeys) {
    String hash = code.hash();
    // Looked up first: who has no code costs no hashing.
    if (!store.isGood(name, hash) || !store.finish(name, hash, hasher.hash(password), endKeys)) {
      throw new NotAllowed("the code is not this user's, was used or has expired; ask for another");
    }
    onChange.run();
  }
}

package dev.labctl.shortener.auth;

import dev.labctl.shortener.failure.ShortenerException.DependencyFailed;
import dev.labctl.shortener.user.Password;
import dev.labctl.shortener.user.PasswordHash;
import dev.labctl.shortener.user.PasswordHasher;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Argon2id with 12 MiB, 3 passes and one lane: of OWASP's equally strong choices the one whose
 * memory a heap of 192 MB spares. It takes about 50 ms of one core. No more than half of the cores
 * hash at a time, so that redirects keep theirs, nor more than an eighth of the heap could serve;
 * who waits too long for a turn is told to come back. The memory is kept for the next password: as
 * garbage it made the heap grow to its limit within a few sign-ins.
 */
public final class Argon2 implements PasswordHasher {
  private static final int MEMORY_KIB = 12 * 1024;
  private static final int PASSES = 3;
  private static final int LANES = 1;
  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;
  private static final Duration SIGN_IN_WAITS = Duration.ofSeconds(1);
  private static final Duration CHANGE_WAITS = Duration.ofSeconds(10);
  private static final Pattern FORM =
      Pattern.compile("\\$argon2id\\$v=19\\$m=(\\d+),t=(\\d+),p=(\\d+)\\$([^$]+)\\$([^$]+)");
  // Of no password: what a user that does not exist is checked against.
  private static final PasswordHash NOBODY = encode(new byte[SALT_BYTES], new byte[HASH_BYTES]);

  private static final int KEPT = 16;

  private final AtomicLongArray took = new AtomicLongArray(KEPT); // the last checks, in ns
  private final AtomicInteger next = new AtomicInteger();
  private final SecureRandom random = new SecureRandom();
  private final Semaphore turns;
  private final int atATime;
  private @Nullable Argon2Function function; // under this object's lock

  public Argon2() {
    Runtime machine = Runtime.getRuntime();
    long affordable = machine.maxMemory() / 8 / (MEMORY_KIB * 1024L);
    atATime = (int) Math.max(1, Math.min(machine.availableProcessors() / 2, affordable));
    turns = new Semaphore(atATime, true);
  }

  @Override
  public PasswordHash hash(Password password) {
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    return encode(
        salt,
        compute(password, salt, MEMORY_KIB, PASSES, LANES, new byte[HASH_BYTES], CHANGE_WAITS));
  }

  @Override
  public boolean matches(Password password, @Nullable PasswordHash hash) {
    if (hash == null && pretended()) {
      return false;
    }
    Matcher parts = FORM.matcher(hash == null ? NOBODY.encoded() : hash.encoded());
    if (!parts.matches()) {
      throw new IllegalStateException("a password hash lost its form");
    }
    long begun = System.nanoTime();
    byte[] expected = Base64.getDecoder().decode(parts.group(5));
    byte[] actual =
        compute(
            password,
            Base64.getDecoder().decode(parts.group(4)),
            Integer.parseInt(parts.group(1)),
            Integer.parseInt(parts.group(2)),
            Integer.parseInt(parts.group(3)),
            new byte[expected.length],
            SIGN_IN_WAITS);
    took.set(Math.floorMod(next.getAndIncrement(), KEPT), System.nanoTime() - begun);
    return MessageDigest.isEqual(expected, actual) && hash != null;
  }

  /**
   * Waits as long as a check took of late, so that nobody learns which names exist, and takes
   * neither a turn nor the processor from those whose names do. False if none has been made yet.
   */
  private boolean pretended() {
    int at = ThreadLocalRandom.current().nextInt(KEPT);
    long nanos = took.get(at) == 0 ? took.get(0) : took.get(at);
    if (nanos == 0) {
      return false;
    }
    try {
      Thread.sleep(Duration.ofNanos(nanos));
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DependencyFailed("interrupted while waiting", e);
    }
  }

  private byte[] compute(
      Password password,
      byte[] salt,
      int memoryKib,
      int passes,
      int lanes,
      byte[] into,
      Duration patience) {
    try {
      if (!turns.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new DependencyFailed("too many passwords are being checked; try again", null);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DependencyFailed("interrupted while waiting to check a password", e);
    }
    try {
      function().compute(password, salt, memoryKib, passes, lanes, into);
      return into;
    } finally {
      turns.release();
    }
  }

  /** Made when it is first needed, not at the start: see {@link Argon2Function}. */
  private synchronized Argon2Function function() {
    if (function == null) {
      function = new Argon2Function(atATime * MEMORY_KIB);
    }
    return function;
  }

  private static PasswordHash encode(byte[] salt, byte[] hash) {
    Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
    return new PasswordHash(
        "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
            .formatted(
                MEMORY_KIB,
                PASSES,
                LANES,
                base64.encodeToString(salt),
                base64.encodeToString(hash)));
  }
}

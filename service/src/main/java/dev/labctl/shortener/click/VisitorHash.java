package dev.labctl.shortener.click;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * Makes a number of a visitor from which nobody finds the way back: SHA-256 of the day's salt, the
 * address and the user agent. The salt is forgotten after its day, and all that is kept of the
 * number is which register of a sketch it raised. For one thread.
 */
final class VisitorHash {
  private final SaltBook salts;
  // The same visitor comes again within a second more often than not; emptied with every flush.
  private final Memo<Visitor, Long> known = new Memo<>(4_096, this::digest);
  private final MessageDigest sha256;

  VisitorHash(SaltBook salts) {
    this.salts = salts;
    try {
      this.sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private record Visitor(LocalDate day, InetAddress address, @Nullable String userAgent) {}

  /** The visitor's number for this link: its numbers for two links tell nothing together. */
  long of(Click click, LocalDate day) {
    long visitor = known.get(new Visitor(day, click.client(), click.userAgent()));
    long code = click.code().value().hashCode() * 0x9E3779B97F4A7C15L;
    return mixed(visitor ^ mixed(code));
  }

  /** Forgets whom it has seen. */
  void forget() {
    known.clear();
  }

  private long digest(Visitor visitor) {
    sha256.update(salts.salt(visitor.day()));
    byte[] address = visitor.address().getAddress();
    sha256.update((byte) address.length);
    sha256.update(address);
    if (visitor.userAgent() instanceof String userAgent) {
      sha256.update(userAgent.getBytes(StandardCharsets.UTF_8));
    }
    return ByteBuffer.wrap(sha256.digest()).getLong();
  }

  /** MurmurHash3's finalizer: a bijection that spreads every bit over all. */
  private static long mixed(long bits) {
    long x = bits;
    x = (x ^ (x >>> 33)) * 0xFF51AFD7ED558CCDL;
    x = (x ^ (x >>> 33)) * 0xC4CEB9FE1A85EC53L;
    return x ^ (x >>> 33);
  }
}

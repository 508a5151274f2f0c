package dev.labctl.shortener.auth;

import dev.labctl.shortener.limit.Quota;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;

/**
 * Limits wrong passwords for a name from an address, for a name from anywhere, and from an address
 * for any name; all instances count together. Where its owner has signed in within a month only the
 * first of them holds: so nobody is locked out by what others try.
 */
public final class Attempts {
  // One address may try a tenth of what a name bears, and a few names.
  private static final int ADDRESS_TIMES = 5;
  private static final int NAME_TIMES = 10;

  private final Store store;
  private final Quota quota;

  /**
   * @param quota for a name from an address
   */
  public Attempts(Store store, Quota quota) {
    this.store = store;
    this.quota = quota;
  }

  /** Where attempts are counted. Every method may throw DependencyFailed. */
  public interface Store {
    /**
     * Takes an attempt out of the three buckets, or out of none.
     *
     * @return how long to wait, zero if the attempt is allowed
     */
    Duration take(Keys keys, Quota both, Quota name, Quota address);

    /** Puts an attempt back that was right, and remembers where. */
    void giveBack(Keys keys, Quota both, Quota name, Quota address);
  }

  /** What is counted, each as a hash: neither names nor addresses are kept. */
  public record Keys(String both, String name, String address) {
    static Keys of(String name, String address) {
      return new Keys(
          hash("both " + name.length() + " " + name + " " + address),
          hash("name " + name),
          hash("address " + address));
    }

    private static String hash(String text) {
      try {
        MessageDigest sha = MessageDigest.getInstance("SHA-256");
        return HexFormat.of().formatHex(sha.digest(text.getBytes(StandardCharsets.UTF_8)), 0, 16);
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java has SHA-256", e);
      }
    }
  }

  /** How long to wait before this attempt, zero if it may be made now. */
  public Duration take(String name, String address) {
    return store.take(Keys.of(name, address), quota, times(NAME_TIMES), times(ADDRESS_TIMES));
  }

  /** Does not count an attempt that was right. */
  public void right(String name, String address) {
    store.giveBack(Keys.of(name, address), quota, times(NAME_TIMES), times(ADDRESS_TIMES));
  }

  /** What a name from an address may try. */
  public Quota quota() {
    return quota;
  }

  private Quota times(int factor) {
    return new Quota(quota.requests() * factor, quota.per());
  }
}

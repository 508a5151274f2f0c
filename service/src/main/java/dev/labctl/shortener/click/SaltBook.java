package dev.labctl.shortener.click;

import dev.labctl.shortener.failure.ShortenerException.DependencyFailed;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * The salts that this instance knows: today's and, asked for a day ahead, tomorrow's. As long as
 * the shared ones cannot be had a salt of its own takes their place, so that a visitor may count
 * twice, and nothing is ever hashed without one.
 */
final class SaltBook {
  private static final int SALT_BYTES = 16;

  private final VisitorSalts shared;
  private final RandomGenerator random;
  private final InstantSource clock;
  private volatile Map<LocalDate, byte[]> salts = Map.of();
  private final Map<LocalDate, byte[]> own = new HashMap<>(); // of the counting thread

  SaltBook(VisitorSalts shared, RandomGenerator random, InstantSource clock) {
    this.shared = shared;
    this.random = random;
    this.clock = clock;
  }

  /** The salt of a day. */
  byte[] salt(LocalDate day) {
    byte[] known = salts.get(day);
    if (known != null) {
      return known;
    }
    if (own.size() > 2) {
      own.clear();
    }
    return own.computeIfAbsent(
        day,
        unused -> {
          byte[] salt = new byte[SALT_BYTES];
          random.nextBytes(salt);
          return salt;
        });
  }

  /**
   * Fetches what is missing, at most once a call, and forgets the days gone by.
   *
   * @throws DependencyFailed if that does not work out
   */
  void refresh() {
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    LocalDate tomorrow = today.plusDays(1);
    if (!salts.containsKey(today) || !salts.containsKey(tomorrow)) {
      Map<LocalDate, byte[]> found = new HashMap<>(shared.find(List.of(today, tomorrow)));
      LocalDate yesterday = today.minusDays(1);
      if (salts.get(yesterday) instanceof byte[] last) {
        found.put(yesterday, last); // for clicks that wait in the queue at midnight
      }
      salts = Map.copyOf(found);
    }
  }
}

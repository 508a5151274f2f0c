package dev.labctl.shortener.bench;

import dev.labctl.shortener.servers.PostgresPair;
import java.time.Duration;

/** Any number of links in a database, whose codes bench.lua computes likewise. */
final class ManyLinks {
  private static final String CODES =
      """
      create or replace function bench_code(link bigint) returns text immutable language sql as $$
        with digits as (select '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz' as d,
                               link * 387420489 % 3521614606208 as n)
        select substr(d, (n / 56800235584 % 62)::int + 1, 1)
            || substr(d, (n / 916132832 % 62)::int + 1, 1)
            || substr(d, (n / 14776336 % 62)::int + 1, 1)
            || substr(d, (n / 238328 % 62)::int + 1, 1)
            || substr(d, (n / 3844 % 62)::int + 1, 1)
            || substr(d, (n / 62 % 62)::int + 1, 1)
            || substr(d, (n % 62)::int + 1, 1)
        from digits $$
      """;

  private static final Duration LONG_ENOUGH = Duration.ofMinutes(15); // for ten million

  private ManyLinks() {}

  /** Stores links 1 to {@code links}, and lets the server know how many there are. */
  static void store(PostgresPair postgres, String database, long links) {
    postgres.execute(
        LONG_ENOUGH,
        0,
        database,
        CODES,
        "set synchronous_commit = off",
        // Nothing here searches, and filling it in takes longer than all the rest.
        "drop index if exists links_search",
        "insert into links (code, target) select bench_code(n), 'https://load.example/' || n"
            + " from generate_series(1, "
            + links
            + ") as n on conflict do nothing",
        "vacuum analyze links",
        "checkpoint");
  }
}

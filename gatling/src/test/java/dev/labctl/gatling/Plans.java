package dev.labctl.gatling;

import java.net.URI;
import java.util.List;
import java.util.stream.IntStream;

/** Plans for tests. */
final class Plans {
  private Plans() {}

  static LoadPlan of(long seed, LoadPlan.Warmup warmup, LoadPlan.Stream... streams) {
    return new LoadPlan(
        "labctl/v1",
        "LoadPlan",
        "test-run",
        seed,
        URI.create("http://127.0.0.1:8080"),
        "127.0.0.1",
        9400,
        2,
        1,
        warmup,
        new LoadPlan.BalancerControl("/-/control", 0),
        "links.tsv",
        List.of(0.1, 1.0),
        List.of(streams));
  }

  static LoadPlan.Warmup noWarmup() {
    return new LoadPlan.Warmup(0, 0, 0, "warmup-links.tsv");
  }

  static LoadPlan.Stream redirects(String name, double rate, double seconds, int links) {
    return new LoadPlan.Stream(
        name,
        Operation.REDIRECT,
        rate,
        List.of(new LoadPlan.Stage(seconds, rate)),
        List.of(new LoadPlan.Bucket(links, 1)),
        List.of());
  }

  static LoadPlan.Stream creates(String name, double rate, double seconds) {
    return new LoadPlan.Stream(
        name,
        Operation.CREATE,
        rate,
        List.of(new LoadPlan.Stage(seconds, rate)),
        List.of(),
        List.of());
  }

  static List<Link> links(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new Link("c" + i, "https://target.example/" + i))
        .toList();
  }
}

package dev.labctl.shortener.bench;

import dev.labctl.shortener.bench.Duel.Outcome;
import dev.labctl.shortener.bench.Stage.Service;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.awaitility.Awaitility;

/**
 * Measures the shortener as it is shipped against programs that do less; started by {@code
 * bin/bench}. Everything is on loopback, so load, servers and databases share the processors.
 */
public final class Bench {
  private static final int[] CONNECTIONS = {16, 64, 256};
  private static final int MAIN = 64; // the connections whose ratio counts
  private static final long SMALL = 10_000;
  private static final int STEADY = 1_000; // a second: five times the labs' peak
  private static final String NO_LOCAL = "cache: {local: false}\n";
  private static final String NO_CACHE = "cache: {local: false, shared: false}\n";

  private final Options options;
  private final Stage stage;
  private final Report report;

  private Bench(Options options, Stage stage, Report report) {
    this.options = options;
    this.stage = stage;
    this.report = report;
  }

  /** How much of it. */
  record Options(boolean quick, Set<String> only, Path jar, Path out) {
    static Options parse(String... args) {
      List<String> list = Arrays.asList(args);
      int only = list.indexOf("--only");
      return new Options(
          list.contains("--quick"),
          only < 0 ? Set.of() : Set.of(list.get(only + 1).split(",")),
          Path.of(System.getProperty("bench.jar")),
          Path.of(System.getProperty("bench.out")));
    }

    int rounds() {
      return 3;
    }

    Duration length() {
      return Duration.ofSeconds(quick ? 3 : 8);
    }

    Duration warmUp() {
      return Duration.ofSeconds(quick ? 6 : 15);
    }

    long manyLinks() {
      return quick ? 1_000_000 : 10_000_000;
    }

    boolean wants(String section) {
      return only.isEmpty() || only.contains(section);
    }
  }

  public static void main(String[] args) {
    Options options = Options.parse(args);
    Report report = new Report(options.quick());
    try (Stage stage = new Stage(options.jar())) {
      report.versions(stage.versions());
      new Bench(options, stage, report).run();
    } finally {
      report.print(System.out); // of a run that fails, what there is
    }
    if (options.only().isEmpty()) {
      report.write(options.out());
    }
    System.exit(0); // Jedis and Awaitility leave threads
  }

  private void run() {
    ManyLinks.store(stage.lab().postgres(), "shortener", SMALL);
    section("l1", this::local);
    section("redis", this::redis);
    section("select", this::select);
    section("insert", this::insert);
    section("start", this::start);
    section("memory", this::memory);
    section("links", this::links);
  }

  private void section(String name, Runnable work) {
    if (options.wants(name)) {
      System.err.println("bench: " + name);
      work.run();
    }
  }

  private Duel duel(Subject ours, Subject other) {
    return new Duel(ours, other, stage.folder(), options.rounds(), options.length());
  }

  private void local() {
    try (Service service = stage.service("shortener", "shortener", "", List.of());
        Subject bare = stage.bare("caffeine");
        Subject nginx = stage.nginx()) {
      long links = 1000;
      Duel duel = duel(service.subject(), nginx);
      duel.warmUp(Load.redirects(links, MAIN), options.warmUp());
      String title = "L1 hit against nginx `return 302`";
      double half = 0;
      for (int connections : CONNECTIONS) {
        Outcome outcome = duel.fight(Load.redirects(links, connections));
        report.add(title, outcome);
        if (connections == MAIN) {
          half = outcome.ours().perSecond() / 2;
          report.ratio("l1_nginx", outcome.rateRatio());
          report.cpu(outcome.ours());
          report.cpu(outcome.other());
        }
      }
      Outcome calm = duel.fight(Load.redirects(links, CONNECTIONS[2]).at(half));
      report.add("L1 hit at half of capacity, both at the same rate", calm);
      report.ratio("l1_p99_over_nginx_ms", calm.ours().p99Millis() - calm.other().p99Millis());
      Duel withBare = duel(service.subject(), bare);
      withBare.warmUp(Load.redirects(links, MAIN), options.warmUp());
      report.add(
          "L1 hit against a bare Helidon handler with a Caffeine hit",
          withBare.fight(Load.redirects(links, MAIN)));
      report.clicks(
          service.metric("shortener_redirects_total", ""),
          service.metric("shortener_clicks_dropped_total", ""));
    }
  }

  private void redis() {
    try (Service service = stage.service("shortener-redis", "shortener", NO_LOCAL, List.of());
        Subject bare = stage.bare("jedis")) {
      Load load = Load.redirects(SMALL, MAIN);
      load.run(service.subject().port(), stage.folder(), options.warmUp()); // fills Redis
      compare(
          "Redis hit against a bare Helidon handler with one blocking Jedis GET",
          "redis_bare",
          service.subject(),
          bare);
      report.note(
          "Redis hits in that comparison: %.2f %% of the shortener's redirects."
              .formatted(
                  100
                      * service.metric("shortener_redirects_total", "source=\"redis\"")
                      / service.metric("shortener_redirects_total", "")));
    }
  }

  private void select() {
    try (Service service = stage.service("shortener-uncached", "shortener", NO_CACHE, List.of());
        Subject bare = stage.bare("select")) {
      compare(
          "Cache off against a bare Helidon handler with the same select through pgjdbc",
          "cacheoff_bare",
          service.subject(),
          bare);
    }
  }

  private void compare(String title, String ratio, Subject ours, Subject other) {
    Duel duel = duel(ours, other);
    duel.warmUp(Load.redirects(SMALL, MAIN), options.warmUp());
    double half = 0;
    for (int connections : CONNECTIONS) {
      Outcome outcome = duel.fight(Load.redirects(SMALL, connections));
      report.add(title, outcome);
      if (connections == MAIN) {
        half = outcome.ours().perSecond() / 2;
        report.ratio(ratio, outcome.rateRatio());
      }
    }
    report.add(title + ", at half of capacity", duel.fight(Load.redirects(SMALL, MAIN).at(half)));
  }

  private void insert() {
    try (Service service = stage.service("shortener-creates", "shortener", "", List.of());
        Subject bare = stage.bare("insert")) {
      Duel duel = duel(service.subject(), bare);
      duel.warmUp(Load.creates(MAIN), options.warmUp());
      String title = "Create against a bare Helidon handler with the same insert through pgjdbc";
      double half = 0;
      for (int connections : CONNECTIONS) {
        Outcome outcome = duel.fight(Load.creates(connections));
        report.add(title, outcome);
        if (connections == MAIN) {
          half = outcome.ours().perSecond() / 2;
          report.ratio("create_bare", outcome.rateRatio());
        }
      }
      report.add(title + ", at half of capacity", duel.fight(Load.creates(MAIN).at(half)));
    }
  }

  private void links() {
    long many = options.manyLinks();
    stage.createLargeDatabase();
    long begun = System.nanoTime();
    ManyLinks.store(stage.lab().postgres(), Stage.LARGE, many);
    report.note(
        "Storing %,d links took %d s."
            .formatted(many, (System.nanoTime() - begun) / 1_000_000_000));
    try (Service large = stage.service("large", Stage.LARGE, NO_CACHE, List.of());
        Service small = stage.service("small", "shortener", NO_CACHE, List.of())) {
      Duel duel = duel(large.subject(), small.subject());
      Load largeLoad = Load.redirects(many, MAIN);
      Load smallLoad = Load.redirects(SMALL, MAIN);
      largeLoad.run(large.subject().port(), stage.folder(), options.warmUp());
      smallLoad.run(small.subject().port(), stage.folder(), options.warmUp());
      Outcome full = duel.fight(largeLoad, smallLoad);
      report.add("Misses among %,d links against %,d".formatted(many, SMALL), full);
      double half = Math.min(full.ours().perSecond(), full.other().perSecond()) / 2;
      Duel longer = new Duel(large.subject(), small.subject(), stage.folder(), 5, options.length());
      countAll(large);
      countAll(small);
      Outcome calm = longer.fight(largeLoad.at(half), smallLoad.at(half));
      report.add("The same at half of capacity", calm);
      report.figure("links10m_p99_at_half", p99Ratio(calm));
      countAll(large);
      countAll(small);
      Outcome steady = longer.fight(largeLoad.at(STEADY), smallLoad.at(STEADY));
      report.add("The same at %,d requests a second".formatted(STEADY), steady);
      report.ratio("links10m_p99", p99Ratio(steady));
      report.note(
          "Clicks dropped in the comparisons of misses: %,.0f among many links, %,.0f among few; `links10m_p99` is that at %,d requests a second."
              .formatted(
                  large.metric("shortener_clicks_dropped_total", ""),
                  small.metric("shortener_clicks_dropped_total", ""),
                  STEADY));
    }
  }

  private static double p99Ratio(Outcome outcome) {
    return outcome.ours().p99Millis() / outcome.other().p99Millis();
  }

  /** Waits until the clicks of what was measured before are stored. */
  private static void countAll(Service service) {
    Awaitility.await()
        .atMost(Duration.ofMinutes(3))
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> service.metric("shortener_click_buffer_cells", "") == 0);
  }

  private void start() {
    report.startToReady("start_to_ready", starts(List.of()));
    report.startToReady("start_to_ready_as_in_labs", starts(List.of(Stage.C1_ONLY)));
  }

  private double[] starts(List<String> flags) {
    double[] seconds = new double[5];
    for (int i = 0; i < seconds.length; i++) {
      String name = "start-" + flags.size() + "-" + i;
      try (Service service = stage.service(name, "shortener", "", flags)) {
        seconds[i] = service.startToReady().toMillis() / 1e3;
      }
    }
    Arrays.sort(seconds);
    return seconds;
  }

  private void memory() {
    try (Service service = stage.service("memory", "shortener", "", List.of())) {
      Load calm = new Load("redirect", 1000, 20, 100);
      Load.Result result =
          calm.run(
              service.subject().port(),
              stage.folder(),
              Duration.ofSeconds(options.quick() ? 10 : 60));
      report.memory(result.perSecond(), service.subject().residentMegabytes());
    }
  }
}

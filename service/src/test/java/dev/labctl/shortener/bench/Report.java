package dev.labctl.shortener.bench;

import dev.labctl.shortener.bench.Duel.Line;
import dev.labctl.shortener.bench.Duel.Outcome;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** What was measured, as text and as JSON. */
final class Report {
  /** What a ratio has to be: at least, or at most. */
  private record Goal(String meaning, double limit, boolean atLeast) {
    boolean isMetBy(double value) {
      return atLeast ? value >= limit : value <= limit;
    }
  }

  private static final Map<String, Goal> GOALS = new LinkedHashMap<>();

  static {
    GOALS.put("l1_nginx", new Goal("L1 hit, rate / nginx's", 0.6, true));
    GOALS.put(
        "l1_p99_over_nginx_ms",
        new Goal("L1 hit at half of capacity, p99 - nginx's, ms", 5, false));
    GOALS.put("redis_bare", new Goal("Redis hit, rate / bare Jedis handler's", 1.25, true));
    GOALS.put("cacheoff_bare", new Goal("cache off, rate / bare pgjdbc handler's", 0.8, true));
    GOALS.put("create_bare", new Goal("creates, rate / bare pgjdbc handler's", 0.8, true));
    GOALS.put(
        "links10m_p99", new Goal("misses among many links, p99 / that among 10,000", 1.3, false));
    GOALS.put(
        "links10m_p99_at_half",
        new Goal(
            "misses among many links at half of full load, p99 / that among 10,000", 1.3, false));
    GOALS.put("l1_clicks_dropped", new Goal("clicks dropped in the L1 comparisons", 0, false));
    GOALS.put("start_to_ready_seconds", new Goal("start to ready, median, s", 1, false));
    GOALS.put(
        "start_to_ready_as_in_labs_seconds",
        new Goal("start to ready as in labs, median, s", 1, false));
    GOALS.put("resident_megabytes", new Goal("resident memory at that rate, MB", 256, false));
  }

  private final boolean quick;
  private final Map<String, List<Outcome>> comparisons = new LinkedHashMap<>();
  private final Map<String, Double> ratios = new LinkedHashMap<>();
  private final Map<String, Double> cpuSecondsPerMillion = new LinkedHashMap<>();
  private final Map<String, Double> figures = new LinkedHashMap<>();
  private final Map<String, String> versions = new LinkedHashMap<>();
  private final List<String> notes = new ArrayList<>();

  /**
   * @param quick whether this is the short run, which is to be said
   */
  Report(boolean quick) {
    this.quick = quick;
  }

  void versions(Map<String, String> known) {
    versions.putAll(known);
  }

  void add(String title, Outcome outcome) {
    comparisons.computeIfAbsent(title, t -> new ArrayList<>()).add(outcome);
  }

  void ratio(String name, double value) {
    ratios.put(name, value);
  }

  void cpu(Line line) {
    cpuSecondsPerMillion.put(line.name(), line.cpuSecondsPerMillion());
  }

  void figure(String name, double value) {
    figures.put(name, value);
  }

  void clicks(double redirects, double dropped) {
    figures.put("l1_redirects", redirects);
    figures.put("l1_clicks_dropped", dropped);
  }

  /**
   * @param seconds of several starts, the fastest first
   */
  void startToReady(String name, double[] seconds) {
    figures.put(name + "_seconds", seconds[seconds.length / 2]);
    figures.put(name + "_seconds_max", seconds[seconds.length - 1]);
  }

  void memory(double perSecond, double megabytes) {
    figures.put("memory_at_redirects_per_second", perSecond);
    figures.put("resident_megabytes", megabytes);
  }

  void note(String text) {
    notes.add(text);
  }

  void print(PrintStream out) {
    out.println(markdown());
  }

  /** Writes benchmarks.md and benchmarks.json into a folder. */
  void write(Path folder) {
    try {
      Files.writeString(folder.resolve("benchmarks.md"), markdown());
      Files.writeString(folder.resolve("benchmarks.json"), json() + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String json() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("measuredAt", measuredAt());
    all.put("quick", quick);
    all.put("cores", Runtime.getRuntime().availableProcessors());
    all.put("flags", Stage.JVM_FLAGS);
    all.put("versions", versions);
    all.put("ratios", ratios);
    all.put("figures", figures);
    all.put("cpuSecondsPerMillionRedirects", cpuSecondsPerMillion);
    all.put("comparisons", comparisons);
    return JsonMapper.builder()
        .enable(SerializationFeature.INDENT_OUTPUT)
        .build()
        .writeValueAsString(all);
  }

  private static String measuredAt() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private String markdown() {
    StringBuilder text = new StringBuilder();
    text.append(
        """
        # Benchmarks

        Made by `bin/bench%s` at %s on %d processors, which load generator, servers and databases share: the ratios
        count, not the rates. The shortener runs as shipped, with metrics, its default log and click counting; every Java
        program here runs with `%s`, the labs' flags but
        `%s`, which is added only for the start "as in labs"; the AOT cache is
        recorded as the image's. Both Postgres servers, the standby synchronous, run without fsync, for both sides of each
        comparison: a disk would hide what the programs cost. Rounds alternate between the two sides of a comparison;
        medians are shown, and beside each rate how far its rounds lay apart. wrk is a closed loop: at half of
        capacity its connections think between requests, and latencies count from the sending of each.

        | what | measured | goal | |
        |---|---|---|---|
        """
            .formatted(
                quick ? " --quick" : "",
                measuredAt(),
                Runtime.getRuntime().availableProcessors(),
                String.join(" ", Stage.JVM_FLAGS),
                Stage.C1_ONLY));
    ratios.forEach((name, value) -> figure(text, name, value));
    figures.forEach((name, value) -> figure(text, name, value));
    cpuSecondsPerMillion.forEach(
        (name, value) ->
            text.append(
                "| processor seconds per million redirects, %s | %.2f | | |%n"
                    .formatted(name, value)));
    comparisons.forEach((title, outcomes) -> append(text, title, outcomes));
    text.append('\n');
    notes.forEach(note -> text.append("- ").append(note).append('\n'));
    text.append("- Versions: ").append(versions).append('\n');
    return text.toString();
  }

  private static void figure(StringBuilder text, String name, double value) {
    Goal goal = GOALS.get(name);
    if (goal == null) {
      text.append("| `%s` | %,.2f | | |%n".formatted(name, value));
      return;
    }
    text.append(
        "| %s (`%s`) | %,.2f | %s %.2f | %s |%n"
            .formatted(
                goal.meaning(),
                name,
                value,
                goal.atLeast() ? "≥" : "≤",
                goal.limit(),
                goal.isMetBy(value) ? "met" : "**missed**"));
  }

  private static void append(StringBuilder text, String title, List<Outcome> outcomes) {
    text.append(
        """

        ## %s

        | connections | | requests/s | spread | p50 ms | p99 ms | failed | ratio |
        |---|---|---|---|---|---|---|---|
        """
            .formatted(title));
    for (Outcome outcome : outcomes) {
      row(text, outcome.other(), "");
      row(text, outcome.ours(), "%.2f".formatted(outcome.rateRatio()));
    }
  }

  private static void row(StringBuilder text, Line line, String ratio) {
    text.append(
        "| %d | %s | %,.0f | %.0f %% | %.2f | %.2f | %d | %s |%n"
            .formatted(
                line.connections(),
                line.name(),
                line.perSecond(),
                100 * line.spread(),
                line.p50Millis(),
                line.p99Millis(),
                line.failed(),
                ratio));
  }
}

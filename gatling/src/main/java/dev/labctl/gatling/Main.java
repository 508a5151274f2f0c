package dev.labctl.gatling;

import io.gatling.app.Gatling$;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * {@code gatling PLAN.json}: says READY, waits for {@code start} on standard input, runs the plan,
 * and says DONE once Prometheus has the final values.
 */
public final class Main {
  private static final int CANNOT_RUN = 3;
  private static final int NOT_SCRAPED = 5;
  private static final int CRASHED = 1;
  private static final Duration SCRAPE_DEADLINE = Duration.ofSeconds(10);

  private Main() {}

  public static void main(String[] args) throws InterruptedException {
    // Standard output carries the protocol alone; Gatling prints to whatever System.out is.
    PrintStream protocol = System.out;
    System.setOut(System.err);
    System.exit(run(args, protocol));
  }

  private static int run(String[] args, PrintStream protocol) throws InterruptedException {
    try {
      if (args.length != 1) {
        throw new PlanException(
            "gatling got " + args.length + " arguments; give one: the path of a load plan");
      }
      return run(Path.of(args[0]).toAbsolutePath(), protocol);
    } catch (PlanException e) {
      System.err.println("gatling: " + e.getMessage());
      return PlanException.EXIT_CODE;
    }
  }

  private static int run(Path file, PrintStream protocol) throws InterruptedException {
    PlanReader reader = new PlanReader();
    LoadPlan plan = reader.read(file);
    boolean redirects = plan.streams().stream().anyMatch(s -> s.operation() == Operation.REDIRECT);
    Schedules schedules =
        new Schedules(
            plan,
            redirects ? reader.links(file.resolveSibling(plan.linksFile())) : List.of(),
            plan.warmup().redirects()
                ? reader.links(file.resolveSibling(plan.warmup().linksFile()))
                : List.of());
    PrometheusRegistry registry = new PrometheusRegistry();
    ClientMetrics metrics = new ClientMetrics(registry, plan);
    Control control = new Control(t0 -> new LoadRun(plan, schedules, Timebase.of(t0), metrics));
    InetSocketAddress address = new InetSocketAddress(plan.metricsHost(), plan.metricsPort());
    try (MetricsServer server = new MetricsServer(address, registry)) {
      control.follow(new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)));
      configureGatling(plan);
      int code =
          ScopedValue.where(
                  PlanSimulation.ASSIGNMENT, new Assignment(plan, schedules, control, protocol))
              .call(
                  () ->
                      Gatling$.MODULE$.fromArgs(
                          new String[] {"-s", PlanSimulation.class.getName(), "-nr"}));
      return code == 0 ? finish(control.started(), server, protocol) : CRASHED;
    } catch (IOException e) {
      System.err.println(
          "gatling: cannot serve metrics on "
              + address
              + " ("
              + e.getMessage()
              + "); it has to be a free port of an address of this machine");
      return CANNOT_RUN;
    }
  }

  private static int finish(Optional<LoadRun> run, MetricsServer server, PrintStream protocol)
      throws InterruptedException {
    Totals totals = run.map(LoadRun::settle).orElseGet(Totals::new);
    boolean scraped = run.isEmpty() || server.awaitFinalScrapes(SCRAPE_DEADLINE);
    protocol.println("DONE " + totals.json());
    protocol.flush();
    if (!scraped) {
      System.err.println(
          "gatling: the final values were not scraped twice within "
              + SCRAPE_DEADLINE.toSeconds()
              + " s; check Prometheus's gatling target");
    }
    return scraped ? 0 : NOT_SCRAPED;
  }

  private static void configureGatling(LoadPlan plan) {
    // Below the request timeout, so that a failed connect is told from a slow answer.
    long connectMillis = Math.max(1, Math.round(plan.requestTimeoutSeconds() * 750));
    System.setProperty("gatling.socket.connectTimeout", Long.toString(connectMillis));
    System.setProperty("java.util.prefs.PreferencesFactory", NoPreferences.class.getName());
    // Whatever Gatling wants to ask its makers ends at a closed port of this machine.
    for (String scheme : List.of("http", "https")) {
      System.setProperty(scheme + ".proxyHost", "127.0.0.1");
      System.setProperty(scheme + ".proxyPort", "9");
    }
  }
}

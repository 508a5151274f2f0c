package dev.labctl.runbook;

import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import dev.labctl.process.Await;
import dev.labctl.process.Command;
import dev.labctl.prometheus.PrometheusClient.QueryAnswer;
import dev.labctl.prometheus.Sample;
import dev.labctl.runbook.StepResult.StepOutcome;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Walks a runbook's steps in order, as a person on call would, and stops at the first that fails:
 * what comes after was written for a system that looks otherwise.
 */
public final class Rehearsal {
  private static final Duration BETWEEN_TRIES = Duration.ofMillis(500);
  private static final int DETAIL = 300;

  private final Map<String, String> environment;
  private final Function<String, QueryAnswer> prometheus;
  private final InstantSource clock;
  private final BooleanSupplier stopped;

  /**
   * @param environment what the steps' shells get, see {@link RehearsalEnvironment}
   * @param prometheus asks a query
   * @param stopped whether the rehearsal shall end before the next try or step
   */
  public Rehearsal(
      Map<String, String> environment,
      Function<String, QueryAnswer> prometheus,
      InstantSource clock,
      BooleanSupplier stopped) {
    this.environment = Map.copyOf(environment);
    this.prometheus = prometheus;
    this.clock = clock;
    this.stopped = stopped;
  }

  /**
   * Walks it.
   *
   * @param listener told of each step when it has ended, also of those not run
   * @return every walked step's result, in order
   */
  public List<StepResult> run(Runbook runbook, Consumer<StepResult> listener) {
    List<StepResult> results = new ArrayList<>();
    boolean going = true;
    for (Step step : runbook.walked()) {
      int number = results.size() + 1;
      StepResult result =
          going && !stopped.getAsBoolean()
              ? walk(step, number)
              : new StepResult(
                  number,
                  step,
                  StepOutcome.NOT_RUN,
                  clock.instant(),
                  Duration.ZERO,
                  going ? "the rehearsal was ended" : "an earlier step failed");
      going &= result.outcome() == StepOutcome.PASSED;
      results.add(result);
      listener.accept(result);
    }
    return results;
  }

  /** The first need of the page that is not met here, with what was seen; empty when all are. */
  public Optional<String> unmet(Runbook runbook) {
    return runbook.needs().stream()
        .map(need -> walk(need, 1))
        .filter(result -> result.outcome() != StepOutcome.PASSED)
        .map(result -> "needs '%s': %s".formatted(result.step().title(), result.detail()))
        .findFirst();
  }

  private StepResult walk(Step step, int number) {
    Instant start = clock.instant();
    Observation seen;
    try {
      seen =
          switch (step) {
            case Step.ShellStep s -> shell(s);
            case Step.Need n -> once(n.script(), n.expect(), n.timeout());
            case Step.PromQlStep p -> promql(p);
          };
    } catch (LabctlException e) {
      // A step that cannot be run, or runs into its limit, has failed; an interruption ends it all.
      if (e.exitCode() == ExitCode.INTERRUPTED) {
        throw e;
      }
      seen = new Observation(false, String.valueOf(e.getMessage()));
    }
    Instant end = clock.instant();
    return new StepResult(
        number,
        step,
        seen.good() ? StepOutcome.PASSED : StepOutcome.FAILED,
        end,
        Duration.between(start, end),
        shortened(seen.words()));
  }

  /** What a try gave; prints as what was seen. */
  private record Observation(boolean good, String words) {
    @Override
    public String toString() {
      return words;
    }
  }

  private Observation shell(Step.ShellStep step) {
    if (!step.repeat()) {
      return once(step.script(), step.expect(), step.timeout());
    }
    Instant deadline = clock.instant().plus(step.timeout());
    return Await.until(
        "output to match '" + step.expect() + "'",
        step.timeout(),
        BETWEEN_TRIES,
        ExitCode.FAILED,
        () ->
            once(
                step.script(),
                step.expect(),
                atLeastASecond(Duration.between(clock.instant(), deadline))),
        s -> s.good() || stopped.getAsBoolean());
  }

  private static Duration atLeastASecond(Duration left) {
    return left.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : left;
  }

  private Observation once(String script, Pattern expect, Duration limit) {
    Command.Result result =
        new Command(List.of("bash", "-euo", "pipefail", "-c", script), environment, "").run(limit);
    String said = (result.out() + result.err()).strip();
    if (result.exit() != 0) {
      return new Observation(false, "exit code %d, must be 0: %s".formatted(result.exit(), said));
    }
    if (!expect.matcher(result.out()).find()) {
      return new Observation(false, "output must match '%s', was: %s".formatted(expect, said));
    }
    return new Observation(true, said);
  }

  private Observation promql(Step.PromQlStep step) {
    long[] since = {-1};
    return Await.until(
        "'%s' %s for %d s".formatted(step.query(), step.expect(), step.hold().toSeconds()),
        step.timeout(),
        BETWEEN_TRIES,
        ExitCode.FAILED,
        () -> {
          Observation now = ask(step);
          since[0] = !now.good() ? -1 : since[0] < 0 ? clock.millis() : since[0];
          boolean held = now.good() && clock.millis() - since[0] >= step.hold().toMillis();
          return new Observation(held, now.words());
        },
        s -> s.good() || stopped.getAsBoolean());
  }

  private Observation ask(Step.PromQlStep step) {
    return switch (prometheus.apply(step.query())) {
      case QueryAnswer.Failed(String reason, _) -> new Observation(false, reason);
      case QueryAnswer.Samples(List<Sample> samples) when samples.isEmpty() ->
          new Observation(false, "no sample");
      case QueryAnswer.Samples(List<Sample> samples) ->
          new Observation(
              samples.stream().allMatch(s -> step.expect().holds(s.value())),
              samples.stream()
                  .map(s -> s.labels().isEmpty() ? "" + s.value() : s.labels() + " " + s.value())
                  .collect(Collectors.joining(", ")));
    };
  }

  private static String shortened(String text) {
    return text.length() <= DETAIL ? text : text.substring(0, DETAIL) + "…";
  }
}

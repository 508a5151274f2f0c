package dev.labctl.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import dev.labctl.json.Json;
import dev.labctl.lab.FakePlatform;
import dev.labctl.lab.Quiet;
import dev.labctl.probe.FakeShortener;
import dev.labctl.progress.Progress;
import dev.labctl.spec.Scenario;
import dev.labctl.spec.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole run of one fault on a lab in memory, under the real probe. */
class RunnerTest {
  @TempDir Path state;
  @TempDir Path reports;

  @Test
  void anUndoThatFailedIsNeitherHiddenByLostEvidenceNorKeepsTheLedgerFromBeingVerified()
      throws IOException {
    try (var shortener = new FakeShortener()) {
      var platform = new FakePlatform(state, shortener.uri());
      platform.sql = (_, _) -> stored(shortener);
      platform.undoFails = true;
      platform.before =
          call -> {
            if (call.startsWith("undo")) {
              deleteLogs();
            }
          };

      LabctlException end =
          catchThrowableOfType(
              LabctlException.class, () -> runner(platform).run(request(), new Abort()));

      assertThat(end.exitCode()).isEqualTo(ExitCode.UNDO_FAILED);
      assertThat(end.getSuppressed()).isNotEmpty();
      Path run = folder();
      assertThat(Files.readString(run.resolve("timeline.jsonl")))
          .contains("ledger-verified", "\"undo\":\"failed\"");
      assertThat(Files.readAllLines(run.resolve("ledger.jsonl")))
          .isNotEmpty()
          .anyMatch(line -> line.contains("\"verdict\":\"verified\""));
    }
  }

  @Test
  void aStepIsOpenWheneverTheLabIsWaitedForSoThatNobodyWonders() {
    try (var shortener = new FakeShortener()) {
      var steps = new OpenSteps();
      List<String> silent = new CopyOnWriteArrayList<>();
      var platform = new FakePlatform(state, shortener.uri());
      Consumer<String> listen =
          what -> {
            if (steps.open.isEmpty()) {
              silent.add(what);
            }
          };
      platform.before = listen;
      platform.sql =
          (_, _) -> {
            listen.accept("ledger");
            return stored(shortener);
          };

      var _ = runner(platform, steps).run(request(), new Abort());

      assertThat(silent).isEmpty();
      assertThat(steps.open).isEmpty();
      assertThat(steps.begun)
          .containsSubsequence(
              "the run",
              "first writes of the probe",
              "probe",
              "freeze: node-freeze on node-2",
              "freeze: recovery",
              "ledger",
              "evidence",
              "report");
    }
  }

  /** Remembers steps. */
  private static final class OpenSteps implements Progress {
    private final List<String> begun = new CopyOnWriteArrayList<>();
    private final Set<String> open = ConcurrentHashMap.newKeySet();

    @Override
    public ProgressStep begin(String what) {
      begun.add(what);
      open.add(what);
      return new ProgressStep() {
        @Override
        public void done(String outcome) {
          open.remove(what);
        }

        @Override
        public void at(double fraction, String words) {}

        @Override
        public void update(String words) {}

        @Override
        public void close() {
          open.remove(what);
        }
      };
    }

    @Override
    public void say(String line) {}

    @Override
    public void warn(String line) {}
  }

  private Runner runner(FakePlatform platform) {
    return runner(platform, new Quiet());
  }

  private Runner runner(FakePlatform platform, Progress progress) {
    return new Runner(
        platform,
        progress,
        InstantSource.system(),
        reports,
        new Programs(Path.of("/bin/true"), Path.of("none.jar"), "0"));
  }

  private static RunRequest request() {
    return new RunRequest(
        new Scenario(
            "freeze",
            "",
            "test",
            new Scenario.Load(0, Scenario.Caches.KEEP, Duration.ZERO, List.of()),
            List.of(),
            List.of(
                new Scenario.FaultSpec(
                    "freeze",
                    Duration.ofSeconds(1),
                    "node-freeze",
                    Target.parse("node:node-2"),
                    Optional.of(Duration.ofMillis(100)),
                    new Scenario.Expectations(null, null, null))),
            List.of(),
            List.of()),
        1,
        7,
        false,
        RunRequest.Method.waiting());
  }

  private static String stored(FakeShortener shortener) {
    return shortener.links.entrySet().stream()
        .map(
            l ->
                Json.lines().writeValueAsString(Map.of("code", l.getKey(), "target", l.getValue())))
        .collect(Collectors.joining("\n"));
  }

  private Path folder() throws IOException {
    try (var runs = Files.list(reports)) {
      return runs.filter(Files::isDirectory).findFirst().orElseThrow();
    }
  }

  private void deleteLogs() {
    try {
      Path logs = folder().resolve("logs");
      Files.deleteIfExists(logs);
      Files.writeString(logs, "no folder");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

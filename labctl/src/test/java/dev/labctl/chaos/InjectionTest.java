package dev.labctl.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import dev.labctl.journal.Journal;
import dev.labctl.journal.Obligation;
import dev.labctl.lab.FakePlatform;
import dev.labctl.lab.NodePower;
import dev.labctl.spec.Scenario.Expectations;
import dev.labctl.spec.Scenario.FaultSpec;
import dev.labctl.spec.Target;
import dev.labctl.timeline.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What an injection refuses and promises, on a lab in memory that may fail at any step: its undo is
 * in the journal first and is not forgotten. One class, since the cases share that lab.
 */
class InjectionTest {
  @TempDir Path state;
  private FakePlatform platform;
  private Journal journal;
  private KillSwitch killSwitch;
  private final List<Event> facts = new ArrayList<>();
  private Consumer<Event> timeline = facts::add;
  private boolean force;
  private final List<Obligation> guarded = new ArrayList<>();
  private Watchdog watchdog = guarded::add;

  @BeforeEach
  void lab() {
    platform = new FakePlatform(state);
    journal = new Journal(state);
    killSwitch = new KillSwitch(state);
  }

  @ParameterizedTest
  @CsvSource({
    "shortener-kill, kill shortener-, none-needed",
    "redis-master-kill, kill redis-1, none-needed",
    "postgres-primary-kill, kill postgres-1, none-needed",
    "postgres-switchover, switchover postgres-1, none-needed",
    "node-kill, power-off node-1, done",
    "node-freeze, freeze node-1, done",
    "postgres-primary-kill-paused, pause, done",
    "postgres-hang, stop postgres-1, done",
    "shortener-pod-delete, delete-pod shortener-, none-needed",
    "postgres-pod-kill, delete-pod postgres-1 at once, none-needed",
    "node-drain, drain node-1, done",
    "node-partition, cut node-1, done",
    "api-partition, cut node-1 API, done",
    "k3s-server-kill, restart-node node-1, done",
  })
  void everyFaultLandsAndIsTakenBack(String fault, String primitive, String undo) {
    var injection = promised(fault);

    assertThat(injection.inject()).isTrue();
    injection.undo();
    injection.awaitRedundant(Duration.ofSeconds(1));

    assertThat(platform.calls.getFirst()).startsWith(primitive);
    assertThat(platform.frozen).isEmpty();
    assertThat(platform.cut).isEmpty();
    assertThat(journal.unsettled()).isEmpty();
    assertThat(facts)
        .extracting(Object::getClass)
        .asList()
        .containsExactly(
            Event.FaultInjected.class,
            Event.FaultLanded.class,
            Event.FaultUndone.class,
            Event.Redundant.class);
    assertThat(facts.get(1)).extracting("landed").isEqualTo(true);
    assertThat(facts.get(2)).extracting("undo").isEqualTo(undo);
  }

  static List<String> names() {
    var usual = new FakePlatform(Path.of("unused"));
    return Fault.all().stream()
        .filter(fault -> fault.lacking(usual).isEmpty())
        .map(Fault::name)
        .toList();
  }

  @Test
  void aFaultOfAComponentThatTheLabDoesNotHaveIsSkippedWithThatReason() {
    assertThat(prepare("kafka-broker-kill")).isEmpty();

    assertThat(facts).hasSize(1);
    assertThat(facts.getFirst())
        .isInstanceOf(Event.FaultSkipped.class)
        .extracting("reason")
        .asString()
        .startsWith("this lab has no kafka;");
    assertThat(platform.calls).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("names")
  void theObligationIsInTheJournalAndGuardedBeforeAnythingIsDone(String fault) {
    List<Integer> open = new ArrayList<>();
    platform.before = _ -> open.add(journal.unsettled().size() * 10 + guarded.size());

    try (var injection = promised(fault)) {
      injection.inject();
    }

    assertThat(open).isNotEmpty().containsOnly(11);
  }

  @Test
  void nothingIsInjectedBeforeItsUndoIsPromised() {
    Injection injection = prepare("node-freeze").orElseThrow();

    assertThatThrownBy(injection::inject).isInstanceOf(IllegalStateException.class);
    assertThat(platform.calls).isEmpty();
  }

  @Test
  void anInjectionThatNobodyWatchesFromOutsideIsNeitherMadeNorOwed() {
    watchdog =
        _ -> {
          throw LabctlException.machine("no sh");
        };
    Injection injection = prepare("node-freeze").orElseThrow();

    assertThatThrownBy(injection::promise).hasMessage("no sh");
    injection.close();
    assertThat(platform.calls).isEmpty();
    assertThat(journal.unsettled()).isEmpty();
  }

  @Test
  void aFrozenNodesUndoNamesItsProcesses() {
    try (var injection = promised("node-freeze")) {
      injection.inject();

      assertThat(journal.unsettled().getFirst().undo().arguments()).hasSize(5);
    }
  }

  @Test
  void aFaultThatDoesNotLandIsSaidAndStillUndone() {
    platform.lands = false;

    try (var injection = promised("node-freeze")) {
      assertThat(injection.inject()).isFalse();
    }

    assertThat(facts.get(1)).extracting("landed").isEqualTo(false);
    assertThat(platform.calls).contains("undo thaw");
  }

  @Test
  void anInjectionThatFailsIsUndoneAtOnce() {
    platform.before =
        what -> {
          if (what.startsWith("power-off")) {
            throw LabctlException.machine("half of it was killed");
          }
        };
    var injection = promised("node-kill");

    assertThatThrownBy(
            () -> {
              try (injection) {
                injection.inject();
              }
            })
        .hasMessage("half of it was killed");
    assertThat(platform.calls).containsExactly("undo power-on");
    assertThat(journal.unsettled()).isEmpty();
  }

  @Test
  void aFailedUndoEndsWithSixAndStaysOpen() {
    var injection = promised("node-kill");
    injection.inject();
    platform.undoFails = true;

    assertThatThrownBy(injection::close)
        .extracting(e -> ((LabctlException) e).exitCode())
        .isEqualTo(ExitCode.UNDO_FAILED);
    assertThat(journal.unsettled()).hasSize(1);
    assertThat(facts.getLast()).extracting("undo").isEqualTo("failed");
  }

  @ParameterizedTest
  @ValueSource(
      classes = {Event.FaultInjected.class, Event.FaultLanded.class, Event.FaultUndone.class})
  void aTimelineThatCannotBeWrittenKeepsNoUndoFromHappening(Class<? extends Event> unwritten) {
    timeline =
        event -> {
          if (unwritten.isInstance(event)) {
            throw LabctlException.machine("cannot write the timeline: No space left on device");
          }
          facts.add(event);
        };
    var injection = promised("node-kill");

    assertThatThrownBy(
            () -> {
              try (injection) {
                injection.inject();
              }
            })
        .hasMessageContaining("No space left on device");

    assertThat(platform.calls.getLast()).isEqualTo("undo power-on");
    assertThat(journal.unsettled()).isEmpty();
  }

  @Test
  void aJournalThatCannotBeSettledIsSaidAfterTheUndo() throws IOException {
    var injection = promised("node-kill");
    injection.inject();
    Files.delete(journal.file());
    Files.createDirectory(journal.file());

    assertThatThrownBy(injection::close).hasMessageContaining("cannot write");

    assertThat(platform.calls).containsExactly("power-off node-1", "undo power-on");
    assertThat(facts.getLast()).extracting("undo").isEqualTo("done");
  }

  @Test
  void anUndoThatFailsUnexpectedlyIsAFailedUndo() {
    var injection = promised("node-kill");
    injection.inject();
    platform.before =
        _ -> {
          throw new IllegalStateException("a bug");
        };

    assertThatThrownBy(injection::undo)
        .hasMessageContaining("a bug")
        .extracting(e -> ((LabctlException) e).exitCode())
        .isEqualTo(ExitCode.UNDO_FAILED);
    assertThat(journal.unsettled()).hasSize(1);
    assertThat(facts.getLast()).extracting("undo").isEqualTo("failed");
  }

  @Test
  void theWatcherWaitsForAllThatADrainMayTake() {
    promised("node-drain");

    Obligation promised = guarded.getFirst();
    // Its evictions, the end of its pods, its length.
    assertThat(promised.due()).isAfterOrEqualTo(promised.at().plusSeconds(60 + 30 + 30));
  }

  @Test
  void anInterruptedRunStillTakesItsFaultBack() {
    var injection = promised("shortener-kill");
    injection.inject();
    Thread.currentThread().interrupt();

    injection.close();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(journal.unsettled()).isEmpty();
  }

  @Test
  void twoPrimariesAreNotRedundant() {
    var injection = promised("node-freeze");
    injection.inject();
    injection.undo();
    platform.set(platform.member("postgres-2"), "7@7", "primary", true, 2);

    assertThatThrownBy(() -> injection.awaitRedundant(Duration.ofMillis(10)))
        .hasMessageContaining("postgres must have one primary, 2 say they are");
    assertThat(facts).noneMatch(Event.Redundant.class::isInstance);
  }

  @Test
  void aLabWithAMissingMemberTakesNoFault() {
    platform.set(platform.member("etcd-3"), null, null, false, null);

    assertThat(prepare("node-kill")).isEmpty();
    assertThat(facts).singleElement().extracting("reason").asString().contains("etcd-3");
    assertThat(platform.calls).isEmpty();
  }

  @Test
  void forceInjectsIntoALabWithAMissingMember() {
    platform.set(platform.member("redis-3"), null, null, false, null);
    force = true;

    try (var injection = promised("shortener-kill")) {
      assertThat(injection.inject()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({"node-kill", "node-freeze", "node-partition", "k3s-server-kill"})
  void whatWouldBreakEtcdsQuorumIsRefusedWithTheReason(String fault) {
    platform.set(platform.member("etcd-3"), "9@9", "follower", false, null);
    var interlock = new Interlock(platform, Duration.ZERO, false);
    ResolvedTarget target =
        new ResolvedTarget(platform.member("etcd-1").node(), platform.member("etcd-1"));

    assertThat(interlock.refusal(Fault.named(fault), target, platform.members()))
        .hasValueSatisfying(
            r -> assertThat(r).contains("would leave 1 of 3 etcd members", "quorum is 2"));
  }

  @ParameterizedTest
  @CsvSource({"node-drain", "api-partition"})
  void whatLeavesEtcdAloneIsNotRefused(String fault) {
    platform.set(platform.member("etcd-3"), "9@9", "follower", false, null);
    var interlock = new Interlock(platform, Duration.ZERO, false);
    ResolvedTarget target = new ResolvedTarget(platform.member("etcd-1").node(), null);

    assertThat(interlock.refusal(Fault.named(fault), target, platform.members())).isEmpty();
  }

  @Test
  void aPlatformWithoutTheCapabilitySkipsTheFault() {
    platform.lacking.add(NodePower.class);

    assertThat(prepare("node-freeze")).isEmpty();
    assertThat(facts).singleElement().extracting("reason").isEqualTo("no NodePower");
  }

  @Test
  void aKillSwitchThatIsOnRefusesWithFour() {
    killSwitch.halt("somebody", Clock.systemUTC().instant());

    assertThatThrownBy(() -> prepare("shortener-kill"))
        .hasMessageContaining("somebody")
        .hasMessageContaining("--release")
        .extracting(e -> ((LabctlException) e).exitCode())
        .isEqualTo(ExitCode.ABORTED);
    assertThat(killSwitch.release()).isTrue();
    assertThat(prepare("shortener-kill")).isPresent();
  }

  private Optional<Injection> prepare(String fault) {
    var injector =
        new Injector(
            journal,
            watchdog,
            killSwitch,
            e -> timeline.accept(e),
            Clock.systemUTC(),
            new Random(1),
            "run",
            new Interlock(platform, Duration.ofMillis(20), force));
    Target target = Fault.named(fault).defaultTarget();
    return injector.prepare(
        new FaultSpec(
            "it",
            Duration.ZERO,
            fault,
            target,
            Optional.empty(),
            new Expectations(null, null, null)));
  }

  private Injection promised(String fault) {
    Injection injection = prepare(fault).orElseThrow();
    injection.promise();
    return injection;
  }
}

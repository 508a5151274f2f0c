package dev.labctl.run;

import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What failed in a run. A failure keeps nothing that comes after it from being done, and the worst
 * one decides how the run ends: none is hidden by a later one.
 */
final class RunFailures {
  private final List<LabctlException> all = new ArrayList<>();

  /** Does something; its failure is kept. */
  void attempt(Runnable work) {
    attempt(
        () -> {
          work.run();
          return true;
        });
  }

  /** Does something that has a result; empty when it failed. */
  <T> Optional<T> attempt(Supplier<T> work) {
    try {
      return Optional.of(work.get());
    } catch (LabctlException e) {
      all.add(e);
    } catch (RuntimeException e) {
      all.add(
          LabctlException.of(
              ExitCode.INCONCLUSIVE,
              "a bug of ours: %s; run it again with --debug and report it".formatted(e),
              e));
    }
    return Optional.empty();
  }

  void addAll(RunFailures others) {
    all.addAll(others.all);
  }

  boolean any() {
    return !all.isEmpty();
  }

  /** Each in words. */
  List<String> words() {
    return all.stream().map(e -> String.valueOf(e.getMessage())).toList();
  }

  /** Ends with the worst of them and of {@code others}; the rest are kept as suppressed. */
  void throwIfAny(List<ExitCode> others) {
    if (all.isEmpty()) {
      return;
    }
    List<ExitCode> codes = new ArrayList<>(others);
    all.forEach(e -> codes.add(e.exitCode()));
    ExitCode worst = ExitCode.worst(codes);
    LabctlException first =
        all.stream().filter(e -> e.exitCode() == worst).findFirst().orElse(all.getFirst());
    LabctlException ending =
        first.exitCode() == worst
            ? first
            : LabctlException.of(worst, String.valueOf(first.getMessage()), first);
    all.stream().filter(e -> e != first).forEach(ending::addSuppressed);
    throw ending;
  }
}

package dev.labctl.process;

import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * Work on several nodes, or several requests, at a time.
 *
 * @param atOnce how many at a time, at least 1
 */
public record SideBySide(int atOnce) {
  /** The results in the order of {@code items}; the first failure in that order is thrown. */
  public <T, R> List<R> map(List<T> items, Function<T, R> work) {
    List<R> results = new ArrayList<>();
    try (var workers = Executors.newFixedThreadPool(atOnce, Thread.ofVirtual().factory())) {
      List<Future<R>> futures =
          items.stream().map(i -> workers.submit(() -> work.apply(i))).toList();
      try {
        for (Future<R> future : futures) {
          results.add(future.get());
        }
      } catch (InterruptedException e) {
        workers.shutdownNow();
        Thread.currentThread().interrupt();
        throw LabctlException.of(ExitCode.INTERRUPTED, "interrupted", e);
      } catch (ExecutionException e) {
        workers.shutdownNow();
        if (e.getCause() instanceof LabctlException known) {
          throw known;
        }
        throw new IllegalStateException(e.getCause());
      }
    }
    return results;
  }

  /** The same for work without results. */
  public void run(List<Runnable> work) {
    map(
        work,
        one -> {
          one.run();
          return one;
        });
  }
}

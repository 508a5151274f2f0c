package dev.labctl.progress;

import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Narration for a person: one line a step. On a terminal the step under way is a line that is drawn
 * again each second; elsewhere a step that lasts says so from time to time.
 */
public final class ConsoleProgress implements Progress {
  private static final int BAR = 24;
  private static final String CLEAR = "\r\u001b[K";
  private static final int DRAW_SECONDS = 1;
  private static final int LINE_SECONDS = 10;

  private final PrintStream err;
  private final boolean quiet;
  private final Screen screen;
  private final Deque<ConsoleStep> steps = new ArrayDeque<>();

  /**
   * A narrator.
   *
   * @param quiet prints warnings only
   * @param screen where {@code err} leads
   */
  public ConsoleProgress(PrintStream err, boolean quiet, Screen screen) {
    this.err = err;
    this.quiet = quiet;
    this.screen = screen;
  }

  @Override
  public ProgressStep begin(String what) {
    return new ConsoleStep(what);
  }

  @Override
  public void say(String line) {
    if (!quiet) {
      print(line);
    }
  }

  @Override
  public void warn(String line) {
    print("warning: " + line);
  }

  /** Prints a line above the step under way. */
  private synchronized void print(String line) {
    err.println((screen.terminal() ? CLEAR : "") + line);
    draw();
  }

  private synchronized void draw() {
    ConsoleStep step = steps.peek();
    if (step != null && screen.terminal() && !quiet) {
      String line = step.line();
      // A line that the terminal wraps could not be drawn again.
      err.print(CLEAR + line.substring(0, Math.min(line.length(), screen.columns() - 1)));
      err.flush();
    }
  }

  private final class ConsoleStep implements ProgressStep {
    private final String what;
    private final long begun = System.nanoTime();
    private final ScheduledExecutorService clock =
        Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().factory());
    private final ScheduledFuture<?> ticks;
    private String bar = "";
    private String words = "";
    private boolean ended;

    ConsoleStep(String what) {
      this.what = what;
      synchronized (ConsoleProgress.this) {
        steps.push(this);
        draw();
      }

      int period = screen.terminal() ? DRAW_SECONDS : LINE_SECONDS;
      this.ticks = clock.scheduleAtFixedRate(this::tick, DRAW_SECONDS, period, TimeUnit.SECONDS);
    }

    private void tick() {
      synchronized (ConsoleProgress.this) {
        if (ended || quiet) {
          return;
        }
        if (screen.terminal()) {
          draw();
        } else if (steps.size() == 1 || steps.peekLast() != this) {
          // The outermost speaks only when no step within it does.
          err.println("...    " + line());
        }
      }
    }

    private String line() {
      long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun);
      return what
          + (bar.isEmpty() && words.isEmpty() ? " ..." : "")
          + (bar.isEmpty() ? "" : " " + bar)
          + (words.isEmpty() ? "" : " " + words)
          + (seconds > 0 ? " (%d s)".formatted(seconds) : "");
    }

    @Override
    public void done(String outcome) {
      end("ok", outcome);
    }

    @Override
    public void at(double fraction, String words) {
      int filled = (int) Math.round(Math.clamp(fraction, 0, 1) * BAR);
      show("[" + "#".repeat(filled) + ".".repeat(BAR - filled) + "]", words);
    }

    @Override
    public void update(String words) {
      show(bar, words);
    }

    private void show(String newBar, String newWords) {
      synchronized (ConsoleProgress.this) {
        bar = newBar;
        words = newWords;
        if (!ended) {
          draw();
        }
      }
    }

    @Override
    public void close() {
      end("FAILED", "");
    }

    private void end(String word, String outcome) {
      synchronized (ConsoleProgress.this) {
        if (ended) {
          return;
        }
        ended = true;
        steps.remove(this);
        double seconds = (System.nanoTime() - begun) / 1e9;
        String more = outcome.isEmpty() ? "" : ": " + outcome;
        say(String.format(Locale.ROOT, "%-6s %s%s (%.1f s)", word, what, more, seconds));
      }
      ticks.cancel(false);
      clock.shutdown();
    }
  }
}

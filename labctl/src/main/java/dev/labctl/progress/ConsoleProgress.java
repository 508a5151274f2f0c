package dev.labctl.progress;

import java.io.PrintStream;
import java.util.Locale;

/** Narration for a person: one line a step, with a bar when standard error is a terminal. */
public final class ConsoleProgress implements Progress {
  private static final int BAR = 24;
  private static final String CLEAR = "\r\u001b[K";

  private final PrintStream err;
  private final boolean quiet;
  private final boolean terminal;

  /**
   * A narrator.
   *
   * @param quiet prints warnings only
   * @param terminal whether a line can be drawn again
   */
  public ConsoleProgress(PrintStream err, boolean quiet, boolean terminal) {
    this.err = err;
    this.quiet = quiet;
    this.terminal = terminal;
  }

  @Override
  public Step begin(String what) {
    if (terminal && !quiet) {
      err.print(what + " ...");
      err.flush();
    }
    return new ConsoleStep(what, System.nanoTime());
  }

  @Override
  public void say(String line) {
    if (!quiet) {
      err.println((terminal ? CLEAR : "") + line);
    }
  }

  @Override
  public void warn(String line) {
    err.println((terminal ? CLEAR : "") + "warning: " + line);
  }

  private final class ConsoleStep implements Step {
    private final String what;
    private final long begun;
    private boolean ended;

    ConsoleStep(String what, long begun) {
      this.what = what;
      this.begun = begun;
    }

    @Override
    public void done(String outcome) {
      end("ok", outcome);
    }

    @Override
    public void at(double fraction, String words) {
      if (terminal && !quiet && !ended) {
        int filled = (int) Math.round(Math.clamp(fraction, 0, 1) * BAR);
        err.print(
            CLEAR + what + " [" + "#".repeat(filled) + ".".repeat(BAR - filled) + "] " + words);
        err.flush();
      }
    }

    @Override
    public void close() {
      end("FAILED", "");
    }

    private void end(String word, String outcome) {
      if (ended) {
        return;
      }
      ended = true;
      double seconds = (System.nanoTime() - begun) / 1e9;
      String more = outcome.isEmpty() ? "" : ": " + outcome;
      say(String.format(Locale.ROOT, "%-6s %s%s (%.1f s)", word, what, more, seconds));
    }
  }
}

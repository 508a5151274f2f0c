package dev.labctl.progress;

/** What a long command tells the user while it works: one line a step, on standard error. */
public interface Progress {
  /** A step has begun; {@link ProgressStep#close} prints how it ended and how long it took. */
  ProgressStep begin(String what);

  /** A line of its own: something happened that the user should see. */
  void say(String line);

  /** A warning that does not end the command. */
  void warn(String line);

  /** A step under way. Closed without {@link #done}, it has failed. */
  interface ProgressStep extends AutoCloseable {
    /** The step succeeded; {@code outcome} is a few words, or empty. */
    void done(String outcome);

    /**
     * How far it is, 0..1, with a few words: a bar on a terminal, a line from time to time
     * elsewhere.
     */
    void at(double fraction, String words);

    /** What it is at now, in a few words such as a rate; replaces those before. */
    void update(String words);

    @Override
    void close();
  }
}

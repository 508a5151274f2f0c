package dev.labctl.lab;

import dev.labctl.progress.Progress;

/** Says nothing. */
public final class Quiet implements Progress {
  @Override
  public ProgressStep begin(String what) {
    return new ProgressStep() {
      @Override
      public void done(String outcome) {}

      @Override
      public void at(double fraction, String words) {}

      @Override
      public void update(String words) {}

      @Override
      public void close() {}
    };
  }

  @Override
  public void say(String line) {}

  @Override
  public void warn(String line) {}
}

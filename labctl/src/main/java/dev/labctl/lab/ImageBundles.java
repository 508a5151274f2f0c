package dev.labctl.lab;

import dev.labctl.progress.Progress;
import java.nio.file.Path;
import java.util.List;

/** Every image that a lab needs in one file, for machines that reach no registry. */
public interface ImageBundles {
  /** Writes one, building images whose inputs have changed; what is at {@code file} is replaced. */
  Saved save(Path file, Progress progress);

  /** What is wrong with one, one line for each mismatch; empty when it is whole. */
  List<String> verify(Path file, Progress progress);

  /**
   * Checks one and loads it, so that {@code up} asks no registry.
   *
   * @return the images' names
   */
  List<String> load(Path file, Progress progress);

  /** What was written. */
  record Saved(Path file, long bytes, List<String> images) {
    public Saved {
      images = List.copyOf(images);
    }
  }
}

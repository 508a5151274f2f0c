package dev.labctl.platform.k3s.docker;

import dev.labctl.lab.PrivateFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Which configuration an image's manifest names, by their digests. Kept in the lab's state: to ask
 * a node takes a second, and what a digest stands for never changes.
 */
final class ManifestDigests {
  private static final Pattern LINE =
      Pattern.compile("^(sha256:[0-9a-f]{64}) (sha256:[0-9a-f]{64})$", Pattern.MULTILINE);

  private final PrivateFile file;
  private final Map<String, String> known = new ConcurrentSkipListMap<>();

  ManifestDigests(Path state) {
    Path path = state.resolve("image-digests");
    this.file = new PrivateFile(path);
    if (Files.isReadable(path)) {
      // What does not look like a line of ours is asked for again.
      LINE.matcher(PrivateFile.text(path))
          .results()
          .forEach((MatchResult r) -> known.put(r.group(1), r.group(2)));
    }
  }

  /**
   * The configuration's digest.
   *
   * @param ask reads it from the manifest; what is no digest is not kept
   */
  String configuration(String manifest, UnaryOperator<String> ask) {
    String before = known.get(manifest);
    if (before != null) {
      return before;
    }
    String told = ask.apply(manifest);
    if (LINE.matcher(manifest + " " + told).matches()) {
      known.put(manifest, told);
      write();
    }
    return told;
  }

  /** Deletes the file. */
  void forget() {
    known.clear();
    file.delete();
  }

  private synchronized void write() {
    StringBuilder text = new StringBuilder();
    known.forEach((m, c) -> text.append(m).append(' ').append(c).append('\n'));
    file.write(text.toString());
  }
}

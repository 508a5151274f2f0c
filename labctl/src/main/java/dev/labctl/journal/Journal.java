package dev.labctl.journal;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.labctl.exit.LabctlException;
import dev.labctl.json.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * {@code journal.jsonl} in the lab's state: what has to be undone, on disk before it is done. Only
 * recovery and the watcher read it; reports are drawn from the timeline.
 */
public final class Journal {
  private final Path file;

  /**
   * @param state the lab's folder
   */
  public Journal(Path state) {
    this.file = state.resolve("journal.jsonl");
  }

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "line")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Line.Opened.class, name = "opened"),
    @JsonSubTypes.Type(value = Line.Settled.class, name = "settled")
  })
  private sealed interface Line {
    record Opened(Obligation obligation) implements Line {}

    record Settled(String id, Instant at, String outcome) implements Line {}
  }

  /** The journal's file; the watcher looks into it. */
  public Path file() {
    return file;
  }

  /** Takes on an obligation; it is on the disk when this returns. */
  public void open(Obligation obligation) {
    append(new Line.Opened(obligation));
  }

  /** The obligation was met. Settling twice does no harm. */
  public void settle(String id, Instant at, String outcome) {
    append(new Line.Settled(id, at, outcome));
  }

  /**
   * Obligations not yet settled, oldest first.
   *
   * @throws LabctlException (exit 3) with the next step, when one cannot be read
   */
  public List<Obligation> unsettled() {
    Map<String, JsonNode> open = new LinkedHashMap<>();
    for (String text : completeLines()) {
      JsonNode line = tree(text);
      switch (line.path("line").asString("")) {
        case "opened" ->
            open.put(line.path("obligation").path("id").asString(""), line.path("obligation"));
        case "settled" -> open.remove(line.path("id").asString(""));
        default -> throw damaged(text, null);
      }
    }
    return open.values().stream().map(this::obligation).toList();
  }

  private JsonNode tree(String text) {
    try {
      return Json.lines().readTree(text);
    } catch (JacksonException e) {
      throw damaged(text, e);
    }
  }

  private Obligation obligation(JsonNode written) {
    JsonNode undo = written.path("undo");
    if (undo.isObject() && !undo.has("platform")) {
      throw LabctlException.machine(
          "%s: the fault %s on %s is open since %s and was written by an older labctl, whose undo this one cannot read; move that file away, then stop and start the lab with 'labctl down' and 'labctl up'"
              .formatted(
                  file,
                  written.path("fault").asString("?"),
                  written.path("target").asString("?"),
                  written.path("at").asString("?")));
    }
    try {
      return Json.lines().treeToValue(written, Obligation.class);
    } catch (JacksonException e) {
      throw damaged(written.toString(), e);
    }
  }

  private LabctlException damaged(String text, @Nullable JacksonException e) {
    String message =
        "%s is damaged at '%s': every line must be one journal entry; move it away after checking the lab with 'labctl status'"
            .formatted(file, text);
    return e == null ? LabctlException.machine(message) : LabctlException.machine(message, e);
  }

  /** A line without its end was cut off by a crash before its injection began: it never counted. */
  private List<String> completeLines() {
    if (!Files.exists(file)) {
      return List.of();
    }
    try {
      String all = Files.readString(file);
      return all.substring(0, all.lastIndexOf('\n') + 1).lines().filter(l -> !l.isBlank()).toList();
    } catch (IOException e) {
      throw LabctlException.machine("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  private void append(Line line) {
    byte[] text =
        (Json.lines().writerFor(Line.class).writeValueAsString(line) + "\n")
            .getBytes(StandardCharsets.UTF_8);
    boolean fresh = !Files.exists(file);
    try (var channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      try (var lock = channel.lock()) {
        long end = endOfLastLine(channel);
        channel.truncate(end);
        write(channel, ByteBuffer.wrap(text), end);
        channel.force(true);
      }
      if (fresh) {
        syncFolder();
      }
    } catch (IOException e) {
      throw LabctlException.machine(
          "cannot write %s: %s; %s".formatted(file, e.getMessage(), consequence(line)), e);
    }
  }

  private static String consequence(Line line) {
    return switch (line) {
      case Line.Opened _ -> "nothing is injected without it";
      case Line.Settled(String id, _, String outcome) ->
          "the fault of '%s' is taken back (%s) but still counts as open: make room there and run 'labctl chaos recover'"
              .formatted(id, outcome);
    };
  }

  /** All of it: one write may take less, and a line without its end never counts. */
  private static void write(FileChannel channel, ByteBuffer text, long from) throws IOException {
    long at = from;
    while (text.hasRemaining()) {
      at += channel.write(text, at);
    }
  }

  /** A crash while appending may leave half a line. */
  private static long endOfLastLine(FileChannel channel) throws IOException {
    ByteBuffer one = ByteBuffer.allocate(1);
    long end = channel.size();
    while (end > 0) {
      one.clear();
      channel.read(one, end - 1);
      if (one.get(0) == '\n') {
        break;
      }
      end--;
    }
    return end;
  }

  /** A new file survives a crash only when its folder was written too. */
  private void syncFolder() throws IOException {
    try (var folder =
        FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
      folder.force(true);
    }
  }
}

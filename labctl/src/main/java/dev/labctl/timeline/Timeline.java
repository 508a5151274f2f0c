package dev.labctl.timeline;

import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import dev.labctl.json.Json;
import java.io.BufferedWriter;
import java.io.FileWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Writes facts to {@code timeline.jsonl} as they happen; every thread of a run may add to it. */
public final class Timeline implements AutoCloseable {
  private final BufferedWriter file;
  private final List<Event> events = new ArrayList<>();
  private final Consumer<Event> listener;

  /**
   * @param file created or replaced
   * @param listener told of each event after it was written, for progress output
   */
  public Timeline(Path file, Consumer<Event> listener) {
    this.listener = listener;
    try {
      // Not a channel: interrupting a thread that writes would close it for everybody.
      this.file = new BufferedWriter(new FileWriter(file.toFile(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw LabctlException.machine("cannot write " + file + ": " + e.getMessage(), e);
    }
  }

  /** Adds a fact; it is in the file when this returns. */
  public synchronized void add(Event event) {
    events.add(event);
    try {
      String line = Json.lines().writerFor(Event.class).writeValueAsString(event);
      // The first line says what the file is written in.
      file.write(
          events.size() == 1
              ? "{\"apiVersion\":\"" + JsonLines.VERSION + "\"," + line.substring(1)
              : line);
      file.newLine();
      file.flush();
    } catch (IOException e) {
      throw LabctlException.of(ExitCode.MACHINE, "cannot write the timeline: " + e.getMessage(), e);
    }
    listener.accept(event);
  }

  /** What has been added so far. */
  public synchronized List<Event> events() {
    return List.copyOf(events);
  }

  /**
   * Reads a stored timeline as far as it is whole.
   *
   * @throws LabctlException (usage) when it cannot be opened or a newer labctl wrote it
   */
  public static JsonLines.Content<Event> read(Path file) {
    return JsonLines.read(file, Event.class);
  }

  @Override
  public synchronized void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw LabctlException.of(ExitCode.MACHINE, "cannot close the timeline: " + e.getMessage(), e);
    }
  }
}

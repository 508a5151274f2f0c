package dev.labctl.timeline;

import dev.labctl.exit.LabctlException;
import dev.labctl.json.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads a file of a run that has one JSON value a line. What is whole is read; a line that is not
 * is told with file and number. A file of a newer labctl is refused, because its facts may mean
 * something else.
 */
public final class JsonLines {
  /** What every file of a run is written in. */
  public static final String VERSION = "labctl/v1";

  private JsonLines() {}

  /**
   * What a file held.
   *
   * @param damage one sentence for each line that could not be read
   */
  public record Content<T>(List<T> values, List<String> damage) {
    public Content {
      values = List.copyOf(values);
      damage = List.copyOf(damage);
    }
  }

  /**
   * Reads the file.
   *
   * @throws LabctlException (usage) when it cannot be opened or is of another version
   */
  public static <T> Content<T> read(Path file, Class<T> type) {
    var values = new ArrayList<T>();
    var damage = new ArrayList<String>();
    byte[] bytes = bytes(file);
    int line = 0;
    for (int from = 0; from < bytes.length; ) {
      int end = from;
      while (end < bytes.length && bytes[end] != '\n') {
        end++;
      }
      line++;
      // A report quotes the damage; where the folder lies on this machine is nobody's business.
      String where = file.getFileName() + ":" + line;
      try {
        String text = decoded(bytes, from, end);
        if (!text.isBlank()) {
          values.add(value(text, type, file + ":" + line));
        }
      } catch (CharacterCodingException e) {
        damage.add(where + " is not UTF-8; the line was left out");
      } catch (JacksonException e) {
        damage.add(
            where
                + (end == bytes.length ? " is cut off" : " is damaged")
                + " ("
                + firstLine(e)
                + "); the line was left out");
      }
      from = end + 1;
    }
    return new Content<>(values, damage);
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw LabctlException.usage("cannot read " + file + ": " + e);
    }
  }

  private static String decoded(byte[] bytes, int from, int end) throws CharacterCodingException {
    return StandardCharsets.UTF_8
        .newDecoder()
        .decode(ByteBuffer.wrap(bytes, from, end - from))
        .toString();
  }

  private static <T> T value(String text, Class<T> type, String where) {
    JsonNode node = Json.lines().readTree(text);
    if (node instanceof ObjectNode object && object.has("apiVersion")) {
      check(object.path("apiVersion").asString(""), where);
      object.remove("apiVersion");
    }
    return Json.lines().treeToValue(node, type);
  }

  /**
   * Refuses what another version wrote.
   *
   * @param where file, and line where it has lines
   * @throws LabctlException (usage) naming the version found and the one that is read
   */
  public static void check(String version, String where) {
    if (!version.equals(VERSION)) {
      throw LabctlException.usage(
          where
              + " has apiVersion '"
              + version
              + "'; this labctl reads "
              + VERSION
              + ": use the labctl that wrote it, or a newer one");
    }
  }

  private static String firstLine(JacksonException e) {
    return e.getOriginalMessage().lines().findFirst().orElse("not JSON");
  }
}

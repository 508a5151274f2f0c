package dev.labctl.yaml;

import dev.labctl.exit.LabctlException;
import dev.labctl.yaml.YamlNode.Items;
import dev.labctl.yaml.YamlNode.KeyValue;
import dev.labctl.yaml.YamlNode.Mapping;
import dev.labctl.yaml.YamlNode.Scalar;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads one YAML document into {@link YamlNode}s. It works on parser events rather than on a
 * composed tree, because that lets it bound depth and refuse aliases (and with them "billion
 * laughs") before anything is built.
 */
public final class YamlParser {
  private static final int MAX_BYTES = 256 * 1024;
  private static final int MAX_DEPTH = 32;

  private final String text;
  private final Problems problems;
  private final Iterator<Event> events;

  private YamlParser(String text, Problems problems, Iterator<Event> events) {
    this.text = text;
    this.problems = problems;
    this.events = events;
  }

  /**
   * Reads a file's text. A byte order mark is left out and lines end with a line feed alone, as if
   * every editor wrote so.
   *
   * @param source the file as the user wrote it, for the message
   * @throws LabctlException (usage) when it is not there, too large, or not UTF-8
   */
  public static String load(Path file, String source) {
    try {
      if (!Files.isRegularFile(file)) {
        throw LabctlException.usage(source + ": no such file; check the path");
      }
      long size = Files.size(file);
      if (size > MAX_BYTES) {
        throw LabctlException.usage(
            "%s: %d bytes; must be at most %d".formatted(source, size, MAX_BYTES));
      }
      byte[] bytes = Files.readAllBytes(file);
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return (text.startsWith("\uFEFF") ? text.substring(1) : text).replace("\r\n", "\n");
    } catch (CharacterCodingException e) {
      throw LabctlException.usage(source + ": not UTF-8 text; save it as UTF-8");
    } catch (IOException e) {
      throw LabctlException.usage(source + ": cannot be read: " + e.getMessage());
    }
  }

  /** Parses a text; empty when it has problems, which are then noted. */
  public static Optional<YamlNode> parse(String text, Problems problems) {
    try {
      Iterator<Event> events =
          new Parse(LoadSettings.builder().setCodePointLimit(MAX_BYTES).build())
              .parseString(text)
              .iterator();
      return new YamlParser(text, problems, events).document();
    } catch (InvalidValueException e) {
      problems.add(e.at(), e.problem());
    } catch (MarkedYamlEngineException e) {
      Mark at = e.getProblemMark().map(YamlParser::mark).orElse(Mark.START);
      problems.add(at, "not YAML: " + e.getProblem());
    } catch (YamlEngineException | IllegalArgumentException e) {
      // The engine lets an IllegalArgumentException out for an escape beyond Unicode, as UFFFFFFFF.
      problems.add(Mark.START, "not YAML: " + firstLine(e));
    }
    return Optional.empty();
  }

  private static String firstLine(RuntimeException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("unreadable");
  }

  private Optional<YamlNode> document() throws InvalidValueException {
    Optional<YamlNode> root = Optional.empty();
    while (events.hasNext()) {
      Event event = events.next();
      switch (event.getEventId()) {
        case StreamStart, StreamEnd, DocumentStart, DocumentEnd, Comment -> {}
        case Alias, Scalar, SequenceStart, MappingStart, SequenceEnd, MappingEnd -> {
          if (root.isPresent()) {
            throw new InvalidValueException(at(event), "a second document; must be one a file");
          }
          root = Optional.of(node(event, 1));
        }
      }
    }
    if (root.isEmpty()) {
      throw new InvalidValueException(Mark.START, "the file is empty; must be one YAML mapping");
    }
    return root;
  }

  private YamlNode node(Event event, int depth) throws InvalidValueException {
    if (depth > MAX_DEPTH) {
      throw new InvalidValueException(
          at(event), "nested %d deep; must be at most %d".formatted(depth, MAX_DEPTH));
    }
    return switch (event.getEventId()) {
      case Scalar -> scalar((ScalarEvent) event);
      case SequenceStart -> items(event, depth);
      case MappingStart -> mapping(event, depth);
      case Alias ->
          throw new InvalidValueException(
              at(event), "an alias (*name); must be written out, aliases are not supported");
      case StreamStart, StreamEnd, DocumentStart, DocumentEnd, Comment, SequenceEnd, MappingEnd ->
          throw new InvalidValueException(at(event), "not YAML: a value is missing");
    };
  }

  /** The engine counts characters, Java's texts count half of some. */
  private Scalar scalar(ScalarEvent event) {
    int start = event.getStartMark().map(m -> m.getIndex()).orElse(0);
    int end = event.getEndMark().map(m -> m.getIndex()).orElse(start);
    String raw = text.substring(text.offsetByCodePoints(0, start), text.offsetByCodePoints(0, end));
    return new Scalar(at(event), event.getValue(), event.isPlain(), raw);
  }

  private Items items(Event start, int depth) throws InvalidValueException {
    List<YamlNode> items = new ArrayList<>();
    for (Event e = events.next(); e.getEventId() != Event.ID.SequenceEnd; e = events.next()) {
      items.add(node(e, depth + 1));
    }
    return new Items(at(start), items);
  }

  private Mapping mapping(Event start, int depth) throws InvalidValueException {
    List<KeyValue> entries = new ArrayList<>();
    Set<String> keys = new HashSet<>();
    for (Event e = events.next(); e.getEventId() != Event.ID.MappingEnd; e = events.next()) {
      if (!(node(e, depth + 1) instanceof Scalar key)) {
        throw new InvalidValueException(at(e), "a key is a list or mapping; must be a word");
      }
      YamlNode value = node(events.next(), depth + 1);
      if (keys.add(key.text())) {
        entries.add(new KeyValue(key.at(), key.text(), value));
      } else {
        problems.add(key.at(), "key " + key.describe() + " is there twice; must be there once");
      }
    }
    return new Mapping(at(start), entries);
  }

  private static Mark at(Event event) {
    return event.getStartMark().map(YamlParser::mark).orElse(Mark.START);
  }

  private static Mark mark(org.snakeyaml.engine.v2.exceptions.Mark mark) {
    return new Mark(mark.getLine() + 1, mark.getColumn() + 1);
  }
}

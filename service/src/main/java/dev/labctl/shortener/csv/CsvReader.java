package dev.labctl.shortener.csv;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads RFC 4180's CSV row by row: quoted fields may hold commas, line ends and doubled quotes. A
 * row that breaks a rule is returned as such and reading goes on at the next line. No more than one
 * row is in memory, and none of more than 20,000 characters.
 */
public final class CsvReader {
  private static final int MAX_ROW = 20_000;
  private static final int END = -1;
  private static final int BYTE_ORDER_MARK = 0xFEFF;

  private final Reader in;
  private long line;
  private int pushedBack = END;
  private boolean atStart = true;

  public CsvReader(Reader in) {
    this.in = new BufferedReader(in);
  }

  /** A row and the line, from 1, that it begins in. */
  public sealed interface Row {
    long line();

    record Good(long line, List<String> fields) implements Row {}

    record Bad(long line, String reason) implements Row {}
  }

  /** The next row that is not blank, or empty at the end. */
  public Optional<Row> next() {
    try {
      while (true) {
        int first = read();
        if (first == END) {
          return Optional.empty();
        }
        if (first != '\n' && first != '\r') {
          pushedBack = first;
          return Optional.of(row());
        }
        if (first == '\n') {
          line++;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Row row() throws IOException {
    long start = line + 1;
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    int length = 0;
    boolean quoted = false;
    boolean closed = false; // the field was quoted, and its quotes are closed
    for (int c = read(); ; c = read()) {
      if (c == '\n') {
        line++;
      }
      if (++length > MAX_ROW) {
        skipLine(c);
        return new Row.Bad(start, "the row has more than " + MAX_ROW + " characters");
      }
      if (quoted) {
        if (c == END) {
          return new Row.Bad(start, "a quote is not closed");
        }
        if (c != '"') {
          field.append((char) c);
          continue;
        }
        int next = read();
        if (next == '"') {
          field.append('"');
        } else {
          pushedBack = next;
          quoted = false;
          closed = true;
        }
      } else if (c == END || c == '\n') {
        fields.add(field.toString());
        return new Row.Good(start, fields);
      } else if (c == ',') {
        fields.add(field.toString());
        field.setLength(0);
        closed = false;
      } else if (c == '"' && field.isEmpty() && !closed) {
        quoted = true;
      } else if (c == '"' || (closed && c != '\r')) {
        skipLine(c);
        return new Row.Bad(start, "a quote is neither around a field nor doubled");
      } else if (c != '\r') {
        field.append((char) c);
      }
    }
  }

  private void skipLine(int last) throws IOException {
    int c = last;
    while (c != END && c != '\n') {
      c = read();
    }
    if (c == '\n' && last != '\n') {
      line++;
    }
  }

  private int read() throws IOException {
    if (pushedBack != END) {
      int c = pushedBack;
      pushedBack = END;
      return c;
    }
    int c = in.read();
    if (atStart) {
      atStart = false;
      return c == BYTE_ORDER_MARK ? in.read() : c;
    }
    return c;
  }
}

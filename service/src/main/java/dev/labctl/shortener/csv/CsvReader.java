package dev.labctl.shortener.csv;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Reads RFC 4180's CSV row by row: quoted fields may hold commas, line ends and doubled quotes. A
 * row that breaks a rule is returned as such and reading goes on at the next line. No more than one
 * row is in memory, and none of more than 20,000 bytes. It reads bytes and decodes field by field,
 * since UTF-8 has no comma, quote or line end inside a character: so it can say which line is none.
 */
public final class CsvReader {
  private static final int MAX_ROW = 20_000;
  private static final int END = -1;
  private static final int NOTHING = -2;
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private final BufferedInputStream in;
  private long line;
  private int pushedBack = NOTHING;
  private int last = NOTHING; // the last byte that was read
  private boolean atStart = true;

  public CsvReader(InputStream in) {
    this.in = new BufferedInputStream(in);
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
      if (atStart) {
        atStart = false;
        skipByteOrderMark();
      }
      while (true) {
        int first = read();
        if (first == END) {
          return Optional.empty();
        }
        if (first == '\n') {
          line++;
        } else if (first != '\r' || !isNext('\n')) {
          pushedBack = first;
          return Optional.of(row());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Row row() throws IOException {
    long start = line + 1;
    List<String> fields = new ArrayList<>();
    ByteArrayOutputStream field = new ByteArrayOutputStream();
    int length = 0;
    boolean quoted = false;
    boolean closed = false; // the field was quoted, and its quotes are closed
    int c = NOTHING;
    try {
      for (c = read(); ; c = read()) {
        if (c == '\n') {
          line++;
        }
        if (++length > MAX_ROW) {
          return skipped(start, c, "the row has more than " + MAX_ROW + " bytes");
        }
        if (quoted) {
          if (c == END) {
            return bad(start, "a quote is not closed");
          }
          if (c != '"') {
            field.write(c);
          } else if (isNext('"')) {
            field.write(read());
          } else {
            quoted = false;
            closed = true;
          }
        } else if (c == END || c == '\n') {
          fields.add(text(field));
          return new Row.Good(start, fields);
        } else if (c == ',') {
          fields.add(text(field));
          field.reset();
          closed = false;
        } else if (c == '\r') {
          if (!isNext('\n') && !isNext(END)) {
            return skipped(start, c, "a carriage return alone ends no line; use LF or CR LF");
          }
        } else if (c == '"' && field.size() == 0 && !closed) {
          quoted = true;
        } else if (c == '"' || closed) {
          return skipped(start, c, "a quote is neither around a field nor doubled");
        } else {
          field.write(c);
        }
      }
    } catch (CharacterCodingException e) {
      return skipped(start, c, "it is not UTF-8; save the file in that encoding");
    }
  }

  private static String text(ByteArrayOutputStream field) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(field.toByteArray())) + "";
  }

  /** A bad row whose line is read to its end. */
  private Row skipped(long start, int from, String reason) throws IOException {
    int c = from;
    while (c != END && c != '\n') {
      c = read();
    }
    if (c == '\n' && from != '\n') {
      line++;
    }
    return bad(start, reason);
  }

  private Row bad(long start, String reason) {
    boolean lineHasEnd = last == '\n'; // unlike, perhaps, the file's last one
    long taken = line - start + (lineHasEnd ? 1 : 2);
    return new Row.Bad(
        start,
        taken == 1
            ? reason
            : reason
                + "; %d lines, up to line %d, were taken for this row and none of them was kept"
                    .formatted(taken, start + taken - 1));
  }

  private boolean isNext(int wanted) throws IOException {
    if (pushedBack == NOTHING) {
      pushedBack = in.read();
    }
    return pushedBack == wanted;
  }

  private int read() throws IOException {
    int c = pushedBack == NOTHING ? in.read() : pushedBack;
    pushedBack = NOTHING;
    last = c == END ? last : c;
    return c;
  }

  private void skipByteOrderMark() throws IOException {
    in.mark(BYTE_ORDER_MARK.length);
    if (!Arrays.equals(in.readNBytes(BYTE_ORDER_MARK.length), BYTE_ORDER_MARK)) {
      in.reset();
    }
  }
}

package dev.labctl.shortener.csv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.shortener.csv.CsvReader.Row;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class CsvReaderTest {
  @Test
  void readsQuotesLineEndsAndAByteOrderMark() {
    assertThat(rows("\uFEFFa,b\r\n\"x, \"\"y\"\"\nz\",\r\n\n\nlast,row"))
        .containsExactly(
            new Row.Good(1, List.of("a", "b")),
            new Row.Good(2, List.of("x, \"y\"\nz", "")),
            new Row.Good(6, List.of("last", "row")));
  }

  @Test
  void aBadRowIsToldWithItsLineAndTheNextIsRead() {
    assertThat(rows("a\nb\"c\n\"d\"e\n" + "x".repeat(20_001) + "\nf\n\"g"))
        .containsExactly(
            new Row.Good(1, List.of("a")),
            new Row.Bad(2, "a quote is neither around a field nor doubled"),
            new Row.Bad(3, "a quote is neither around a field nor doubled"),
            new Row.Bad(4, "the row has more than 20000 bytes"),
            new Row.Good(5, List.of("f")),
            new Row.Bad(6, "a quote is not closed"));
  }

  @Property
  void quotedFieldsComeBackAsTheyWere(@ForAll @Size(min = 1, max = 5) List<String> fields) {
    String text =
        fields.stream()
            .map(field -> "\"" + field.replace("\"", "\"\"") + "\"")
            .collect(Collectors.joining(","));
    assertThat(rows(text + "\nend"))
        .hasSize(2)
        .first()
        .isEqualTo(new Row.Good(1, fields.stream().map(CsvReaderTest::encodable).toList()));
  }

  /** What no encoding has, half of a pair of surrogates, is a question mark to Java. */
  private static String encodable(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  @Test
  void anUnclosedQuoteSaysHowManyLinesItTook() {
    String before = "target\nhttps://a.example/\n\"https://b.example/\n";
    assertThat(rows(before + "https://c.example/\n".repeat(48)).getLast())
        .isEqualTo(
            new Row.Bad(
                3,
                "a quote is not closed; 49 lines, up to line 51, were taken for this row and none"
                    + " of them was kept"));
    assertThat(rows(before + "https://c.example/\n".repeat(2000)))
        .element(2)
        .asString()
        .contains("more than 20000 bytes", "lines, up to line");
  }

  @Test
  void aLineInAnotherEncodingIsToldAndTheNextIsRead() {
    byte[] latin1 = "a,b\nx,\u00e9\nlast,row\n".getBytes(StandardCharsets.ISO_8859_1);
    CsvReader reader = new CsvReader(new ByteArrayInputStream(latin1));
    assertThat(List.of(reader.next(), reader.next(), reader.next(), reader.next()))
        .containsExactly(
            Optional.of(new Row.Good(1, List.of("a", "b"))),
            Optional.of(new Row.Bad(2, "it is not UTF-8; save the file in that encoding")),
            Optional.of(new Row.Good(3, List.of("last", "row"))),
            Optional.empty());
  }

  @Test
  void aCarriageReturnAloneEndsNoLine() {
    assertThat(rows("a\nb\rc\nd\r\ne\r"))
        .containsExactly(
            new Row.Good(1, List.of("a")),
            new Row.Bad(2, "a carriage return alone ends no line; use LF or CR LF"),
            new Row.Good(3, List.of("d")),
            new Row.Good(4, List.of("e")));
  }

  @Property
  void anyTextIsReadToItsEnd(@ForAll String text) {
    long lines = text.chars().filter(c -> c == '\n').count() + 1;
    assertThat(rows(text)).allSatisfy(row -> assertThat(row.line()).isBetween(1L, lines));
  }

  private static List<Row> rows(String text) {
    CsvReader reader =
        new CsvReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    List<Row> rows = new ArrayList<>();
    for (Optional<Row> row = reader.next(); row.isPresent(); row = reader.next()) {
      rows.add(row.get());
    }
    return rows;
  }
}

package dev.labctl.shortener.csv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.shortener.csv.CsvReader.Row;
import java.io.StringReader;
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
            new Row.Bad(4, "the row has more than 20000 characters"),
            new Row.Good(5, List.of("f")),
            new Row.Bad(6, "a quote is not closed"));
  }

  @Property
  void quotedFieldsComeBackAsTheyWere(@ForAll @Size(min = 1, max = 5) List<String> fields) {
    String text =
        fields.stream()
            .map(field -> "\"" + field.replace("\"", "\"\"") + "\"")
            .collect(Collectors.joining(","));
    assertThat(rows(text + "\nend")).hasSize(2).first().isEqualTo(new Row.Good(1, fields));
  }

  @Property
  void anyTextIsReadToItsEnd(@ForAll String text) {
    long lines = text.chars().filter(c -> c == '\n').count() + 1;
    assertThat(rows(text)).allSatisfy(row -> assertThat(row.line()).isBetween(1L, lines));
  }

  private static List<Row> rows(String text) {
    CsvReader reader = new CsvReader(new StringReader(text));
    List<Row> rows = new ArrayList<>();
    for (Optional<Row> row = reader.next(); row.isPresent(); row = reader.next()) {
      rows.add(row.get());
    }
    return rows;
  }
}

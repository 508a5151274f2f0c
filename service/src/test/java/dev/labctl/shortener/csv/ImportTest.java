package dev.labctl.shortener.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.shortener.csv.Import.Refusal;
import dev.labctl.shortener.failure.ShortenerException.DependencyFailed;
import dev.labctl.shortener.failure.ShortenerException.InvalidInput;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ImportTest {
  private final List<List<String>> batches = new ArrayList<>();

  @Test
  void keepsGoodRowsInBatchesAndTellsBadOnesWithTheirLine() {
    StringBuilder file = new StringBuilder("Name, note\n");
    for (int i = 0; i < 450; i++) {
      file.append("n").append(i).append(",x\n");
    }
    file.append("one-field\n,no name\nrefused,\n\"unclosed");
    Import.Result result = run(file.toString());
    assertThat(batches).extracting(List::size).containsExactly(200, 200, 51);
    assertThat(result.created()).isEqualTo(450);
    assertThat(result.stopped()).isNull();
    assertThat(result.refusals())
        .containsExactly(
            new Refusal(452, "1 fields, must be 2 as in the header"),
            new Refusal(453, "name is empty"),
            new Refusal(455, "a quote is not closed"),
            new Refusal(454, "not wanted"));
    assertThat(result.failed()).isEqualTo(4);
  }

  @Test
  void listsAThousandRefusalsAndCountsAll() {
    Import.Result result = run("name\n" + ",\n".repeat(1500));
    assertThat(result.failed()).isEqualTo(1500);
    assertThat(result.refusals()).hasSize(1000);
  }

  @Test
  void stopsWhereTheStoreFailsAndSaysWhere() {
    Import.Result result = run("name\n" + "a\n".repeat(200) + "down\n" + "b\n".repeat(300));
    assertThat(result.created()).isEqualTo(200);
    assertThat(result.failed()).isEqualTo(200);
    assertThat(result.stopped()).contains("line 401", "did not answer").doesNotContain("gone");
  }

  @Test
  void aHeaderThatIsWrongIsRefusedBeforeAnythingIsRead() {
    for (String file : List.of("", "note\nx", "name,colour\nx,y", "\"unclosed")) {
      assertThatThrownBy(() -> run(file)).as(file).isInstanceOf(InvalidInput.class);
    }
    assertThat(batches).isEmpty();
  }

  @Test
  void aHeaderSaysWhatIsWrongWithIt() {
    assertThatThrownBy(() -> run("name,note,name\na,b,c\n"))
        .hasMessage("the header in line 1 has column 'name' twice; keep one of them");
    assertThatThrownBy(() -> run("name;note\na;b\n")).hasMessageContaining("by ','");
    assertThatThrownBy(() -> run("name\ra\rb\r")).hasMessageContaining("carriage return");
    assertThatThrownBy(() -> run("n\u0000a\u0000m\u0000e\u0000")).hasMessageContaining("column");
  }

  private Import.Result run(String file) {
    return new Import<String>(Set.of("name"), Set.of("note"), row -> row.need("name"), this::store)
        .run(new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8)));
  }

  private List<Optional<String>> store(List<String> names) {
    if (names.contains("down")) {
      throw new DependencyFailed("gone", null);
    }
    batches.add(names);
    return names.stream()
        .map(n -> n.equals("refused") ? Optional.of("not wanted") : Optional.<String>empty())
        .toList();
  }
}

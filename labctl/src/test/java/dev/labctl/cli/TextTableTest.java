package dev.labctl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.progress.Screen;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextTableTest {
  private static final TextTable TABLE =
      new TextTable(
          List.of("FAULT", "TARGET", "WHAT IT DOES"),
          List.of(
              List.of("redis-master-kill", "role:redis-master", "SIGKILL to the Redis that leads"),
              List.of("node-kill", "node:node-1", "")));

  @Test
  void columnsAreAsWideAsTheirWidestCell() {
    assertThat(TABLE.lines(Screen.WIDE))
        .containsExactly(
            "FAULT             TARGET            WHAT IT DOES",
            "redis-master-kill role:redis-master SIGKILL to the Redis that leads",
            "node-kill         node:node-1");
  }

  @Test
  void theLastColumnGoesOnBelowItselfWhereThereIsRoom() {
    assertThat(TABLE.lines(60))
        .containsExactly(
            "FAULT             TARGET            WHAT IT DOES",
            "redis-master-kill role:redis-master SIGKILL to the Redis",
            "                                    that leads",
            "node-kill         node:node-1");
  }

  @Test
  void elseItGoesBelowItsRow() {
    assertThat(TABLE.lines(40))
        .containsExactly(
            "FAULT             TARGET",
            "    WHAT IT DOES",
            "redis-master-kill role:redis-master",
            "    SIGKILL to the Redis that leads",
            "node-kill         node:node-1");
  }

  @Test
  void columnsThatDoNotFitGoBelowTheirRowTogether() {
    assertThat(TABLE.lines(30))
        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(30))
        .startsWith("FAULT", "    TARGET  WHAT IT DOES", "redis-master-kill");
  }

  @Test
  void aLongTextIsBrokenBetweenWordsAndIndentedAsItBegan() {
    assertThat(TextTable.wrap("  redirects-p95: 412 ms, must be at most 300 ms", 30))
        .containsExactly("  redirects-p95: 412 ms,", "    must be at most 300 ms");
    assertThat(TextTable.wrap("short", 30)).containsExactly("short");
  }
}

package dev.labctl.gatling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PhasesTest {
  @Test
  void isWarmupBeforeT0AndSteadyFromIt() {
    Phases phases = new Phases();
    assertThat(phases.at(-1)).isEqualTo("warmup");
    assertThat(phases.at(0)).isEqualTo("steady");
    assertThat(phases.at(Long.MAX_VALUE)).isEqualTo("steady");
  }

  @Property(tries = 200)
  void isTheLastPhaseThatStartedAtOrBeforeTheDueInstant(
      @ForAll @Size(min = 1, max = 6) Map<@LongRange(min = 1, max = 100) Long, Integer> starts,
      @ForAll @LongRange(min = -10, max = 110) long due) {
    Phases phases = new Phases();
    starts.forEach((instant, number) -> phases.start("fault:" + number, instant));

    TreeMap<Long, Integer> upToDue = new TreeMap<>(starts);
    upToDue.keySet().removeIf(instant -> instant > due);
    String expected =
        upToDue.isEmpty()
            ? due < 0 ? "warmup" : "steady"
            : "fault:" + upToDue.lastEntry().getValue();
    assertThat(phases.at(due)).isEqualTo(expected);
  }
}

package dev.labctl.component.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.labctl.component.Vitals;
import dev.labctl.json.Json;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class PostgresJudgeTest {
  private static final String PRIMARY =
      """
      {"state": "running", "role": "ROLE", "timeline": 3, "xlog": {"location": 100},
       "replication": [{"application_name": "postgres-2", "state": "streaming"}]}
      """;
  private static final String STANDBY =
      """
      {"state": "streaming", "role": "replica", "timeline": 3, "sync_standby": true,
       "xlog": {"replayed_location": 100, "replayed_timestamp": "2026-11-24 01:02:03.5+00:00"}}
      """;
  private final Map<String, JsonNode> answers = new HashMap<>();

  private PostgresJudge judge() {
    return new PostgresJudge(answers, InstantSource.fixed(Instant.parse("2026-11-24T01:02:06Z")));
  }

  private void answer(String member, String json) {
    answers.put(member, Json.lines().readTree(json));
  }

  @Test
  void aCoveredPrimaryAndItsStandbyAreWellInPatroniThreeAndFour() {
    answer("postgres-2", STANDBY);
    for (String role : new String[] {"master", "primary"}) {
      answer("postgres-1", PRIMARY.replace("ROLE", role));

      assertThat(judge().judge("postgres-1")).isEqualTo(new Vitals("primary", true, null, 3, ""));
      assertThat(judge().judge("postgres-2"))
          .isEqualTo(new Vitals("replica", true, 0.0, 3, "synchronous"));
    }
  }

  @Test
  void aPrimaryWithoutASynchronousStandbyIsNotWell() {
    answer("postgres-1", PRIMARY.replace("ROLE", "primary"));

    assertThat(judge().judge("postgres-1").healthy()).isFalse();
    assertThat(judge().judge("postgres-1").detail()).isEqualTo("no synchronous standby yet");
  }

  @Test
  void aPrimaryWithoutTheLockIsNotWell() {
    answer(
        "postgres-1",
        PRIMARY
            .replace("ROLE", "primary")
            .replace("{\"state\"", "{\"cluster_unlocked\": true, \"state\""));
    answer("postgres-2", STANDBY);

    assertThat(judge().judge("postgres-1").detail()).isEqualTo("without the leader's lock");
    assertThat(judge().judge("postgres-1").healthy()).isFalse();
  }

  @Test
  void aThawedPrimaryThatStillBelievesInItselfIsNotWellAndItsStandbysAreTheNewOnes() {
    answer("postgres-3", PRIMARY.replace("ROLE", "primary"));
    answer(
        "postgres-1",
        PRIMARY
            .replace("ROLE", "primary")
            .replace("3, \"xlog\"", "4, \"xlog\"")
            .replace("-2", "-4"));
    answer("postgres-2", STANDBY);

    Vitals thawed = judge().judge("postgres-3");
    assertThat(thawed.healthy()).isFalse();
    assertThat(thawed.role()).isNull();
    assertThat(thawed.detail()).isEqualTo("has not stepped down; another is primary");
    assertThat(judge().judge("postgres-1").role()).isEqualTo("primary");
    assertThat(judge().judge("postgres-1").detail()).isEqualTo("no synchronous standby yet");
    assertThat(judge().judge("postgres-2").detail()).isEqualTo("does not stream");
  }

  @Test
  void ofTwoPrimariesOnOneTimelineNeitherIsWell() {
    answer("postgres-1", PRIMARY.replace("ROLE", "primary"));
    answer("postgres-3", PRIMARY.replace("ROLE", "primary"));
    answer("postgres-2", STANDBY);

    assertThat(judge().judge("postgres-1").healthy()).isFalse();
    assertThat(judge().judge("postgres-3").healthy()).isFalse();
  }

  @Test
  void aStandbyThatLagsHasTheAgeOfWhatItReplayedLast() {
    answer("postgres-1", PRIMARY.replace("ROLE", "primary").replace("100", "200"));
    answer("postgres-2", STANDBY);

    assertThat(judge().judge("postgres-2").lagSeconds()).isCloseTo(2.5, within(0.001));
  }

  @Test
  void aStandbyThatItsPrimaryDoesNotKnowDoesNotStream() {
    answer("postgres-1", PRIMARY.replace("ROLE", "primary"));
    answer("postgres-3", STANDBY);

    assertThat(judge().judge("postgres-3").healthy()).isFalse();
    assertThat(judge().judge("postgres-3").detail()).isEqualTo("does not stream");
  }

  @Test
  void silenceIsNotHealth() {
    assertThat(judge().judge("postgres-1")).isEqualTo(Vitals.down("no answer from Patroni"));
  }
}

package dev.labctl.component.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.component.Vitals;
import dev.labctl.component.Web.Answer;
import dev.labctl.component.Web.Reply;
import dev.labctl.lab.MemberState;
import org.junit.jupiter.api.Test;

class BrokerProbeTest {
  private static final String WELL =
      """
      # TYPE kafka_active_controller gauge
      kafka_active_controller 1.0
      kafka_raft_leader 2.0
      kafka_under_replicated_partitions 0.0
      """;

  @Test
  void oneThatLeadsTheControllersSaysSo() {
    assertThat(judge(WELL)).isEqualTo(Vitals.well("controller"));
    assertThat(judge(WELL.replace("controller 1.0", "controller 0.0")).role()).isEqualTo("broker");
  }

  @Test
  void isNotWellWhileAReplicaIsBehindOrNobodyLeadsOrItStarts() {
    assertThat(judge(WELL.replace("partitions 0.0", "partitions 3.0")))
        .satisfies(v -> assertThat(v.healthy()).isFalse())
        .satisfies(v -> assertThat(v.detail()).isEqualTo("3 partitions lack a replica in sync"));
    assertThat(judge(WELL.replace("leader 2.0", "leader -1.0")).detail()).contains("no controller");
    assertThat(judge("jvm_info 1.0\n").detail()).isEqualTo("starts");
  }

  @Test
  void slowIsNotIll() {
    assertThat(BrokerProbe.of(new Reply.Slow()).detail()).isEqualTo(MemberState.SLOW);
    assertThat(BrokerProbe.of(new Reply.None())).isEqualTo(Vitals.silent());
  }

  private static Vitals judge(String metrics) {
    return BrokerProbe.of(new Reply.Answered(new Answer(200, metrics)));
  }
}

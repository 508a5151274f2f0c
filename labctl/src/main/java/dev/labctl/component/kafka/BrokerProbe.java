package dev.labctl.component.kafka;

import dev.labctl.component.Vitals;
import dev.labctl.component.Web.Answer;
import dev.labctl.component.Web.Reply;

/** Judges a broker by its metrics. */
final class BrokerProbe {
  private BrokerProbe() {}

  static Vitals of(Reply reply) {
    return switch (reply) {
      case Reply.Answered(Answer answer) when answer.status() == 200 -> judge(answer.body());
      case Reply.Answered(Answer answer) -> Vitals.down("/metrics says " + answer.status());
      case Reply.Slow _ -> Vitals.slow();
      case Reply.None _ -> Vitals.silent();
    };
  }

  private static Vitals judge(String metrics) {
    double leader = value(metrics, "kafka_raft_leader");
    double behind = value(metrics, "kafka_under_replicated_partitions");
    if (Double.isNaN(leader) || Double.isNaN(behind)) {
      return Vitals.down("starts");
    }
    if (leader < 0) {
      return Vitals.down("knows no controller that leads");
    }
    String role = value(metrics, "kafka_active_controller") == 1 ? "controller" : "broker";
    String detail = behind == 0 ? "" : "%.0f partitions lack a replica in sync".formatted(behind);
    return new Vitals(role, behind == 0, null, null, detail);
  }

  /** NaN when the page does not have it. */
  private static double value(String metrics, String name) {
    return metrics
        .lines()
        .filter(l -> l.startsWith(name + " "))
        .mapToDouble(l -> Double.parseDouble(l.substring(name.length() + 1)))
        .findFirst()
        .orElse(Double.NaN);
  }
}

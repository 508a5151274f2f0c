package dev.labctl.chaos;

import dev.labctl.chaos.Fault.Takes;
import dev.labctl.spec.Target;
import java.time.Duration;
import java.util.List;

/** Faults of Kafka, for labs whose clicks go through it. */
final class KafkaFaults {
  private KafkaFaults() {}

  static List<Fault> all() {
    return List.of(
        new Fault(
            "kafka-broker-kill",
            "kill one Kafka broker (SIGKILL); two replicas in sync go on taking clicks",
            new Target.RandomOf("kafka"),
            new Takes.MemberOf("kafka", null),
            Duration.ofSeconds(15),
            List.of("KafkaMemberDown"),
            "the process is gone",
            true,
            FaultAction.kill()));
  }
}

package dev.labctl.chaos;

import dev.labctl.chaos.Fault.Takes;
import dev.labctl.spec.Target;
import java.time.Duration;
import java.util.List;

/** Faults of Redis. */
final class RedisFaults {
  private RedisFaults() {}

  static List<Fault> all() {
    return List.of(
        new Fault(
            "redis-master-kill",
            "kill the Redis master (SIGKILL); Sentinel promotes a replica or finds it back",
            new Target.RoleOf("redis", "master"),
            new Takes.MemberOf("redis", "master"),
            Duration.ofSeconds(10),
            List.of("RedisNoMaster", "HighErrorRate"),
            "the process is gone",
            true,
            FaultAction.kill()));
  }
}

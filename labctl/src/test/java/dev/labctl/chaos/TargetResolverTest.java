package dev.labctl.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import dev.labctl.lab.FakePlatform;
import dev.labctl.spec.Target;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetResolverTest {
  private final FakePlatform platform = new FakePlatform(Path.of("unused"));

  @ParameterizedTest
  @CsvSource({
    "shortener-kill, random:postgres, takes role:shortener-<role>",
    "shortener-kill, node:node-1, takes role:shortener-<role>",
    "shortener-kill, member:redis-1, takes role:shortener-<role>",
    "shortener-kill, member:shortener-9, no member 'shortener-9'",
    "postgres-primary-kill, role:postgres-replica, takes role:postgres-primary",
    "postgres-primary-kill, member:postgres-2, its role is replica now",
    "postgres-primary-kill, random:postgres, takes role:postgres-primary",
    "postgres-primary-kill, member:haproxy, no fault may be aimed at it",
    "redis-master-kill, role:postgres-primary, takes role:redis-master",
    "node-kill, member:postgres-1, takes node:<name>",
    "node-kill, node:edge, no fault may be aimed at it",
    "node-kill, node:node-4, there is no node 'node-4'",
    "node-freeze, node-of:role:haproxy-instance, no fault may be aimed at it",
    "node-freeze, random:etcd, takes node:<name>",
    "k3s-server-kill, node:node-1, takes role:etcd-<role>",
    "k3s-server-kill, role:postgres-primary, takes role:etcd-<role>",
    "node-drain, member:postgres-1, takes node:<name>",
    "postgres-pod-kill, random:postgres, takes role:postgres-primary",
  })
  void aTargetThatDoesNotFitSaysTheRule(String fault, String target, String rule) {
    assertThatThrownBy(() -> resolve(fault, target, 1))
        .hasMessageContaining(rule)
        .extracting(e -> ((LabctlException) e).exitCode())
        .isEqualTo(ExitCode.USAGE);
  }

  @ParameterizedTest
  @CsvSource({
    "postgres-primary-kill, role:postgres-primary, postgres-1 on node-1",
    "postgres-primary-kill, member:postgres-1, postgres-1 on node-1",
    "redis-master-kill, role:redis-master, redis-1 on node-1",
    "node-kill, node-of:role:postgres-primary, postgres-1 on node-1",
    "node-kill, node:node-3, node-3",
    "shortener-kill, member:shortener-2, shortener-2 on node-2",
    "k3s-server-kill, role:etcd-leader, etcd-1 on node-1",
    "k3s-server-kill, member:etcd-3, etcd-3 on node-3",
    "api-partition, node-of:role:etcd-leader, etcd-1 on node-1",
  })
  void findsWhatATargetMeansNow(String fault, String target, String found) {
    assertThat(resolve(fault, target, 1)).hasToString(found);
  }

  @Test
  void theRecordedSeedDrawsTheSameMemberAgain() {
    Set<String> drawn = new HashSet<>();
    for (int seed = 0; seed < 20; seed++) {
      ResolvedTarget first = resolve("shortener-kill", "random:shortener", seed);
      assertThat(resolve("shortener-kill", "random:shortener", seed)).isEqualTo(first);
      drawn.add(first.toString());
    }
    assertThat(drawn).hasSize(3);
  }

  @Test
  void whenNobodyHasTheRoleTheRunIsInconclusive() {
    platform.set(platform.member("redis-1"), "1@1", "replica", true, null);

    assertThatThrownBy(() -> resolve("redis-master-kill", "role:redis-master", 1))
        .extracting(e -> ((LabctlException) e).exitCode())
        .isEqualTo(ExitCode.INCONCLUSIVE);
  }

  private ResolvedTarget resolve(String fault, String target, long seed) {
    return new TargetResolver(platform.lab(), new Random(seed))
        .resolve(Fault.named(fault), Target.parse(target), platform.members());
  }
}

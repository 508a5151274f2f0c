package dev.labctl.platform;

import dev.labctl.component.postgres.Patroni;
import dev.labctl.lab.Change;
import dev.labctl.lab.Member;
import dev.labctl.lab.PostgresFailover;
import dev.labctl.platform.Undos.UndoKind;
import dev.labctl.process.Await;
import dev.labctl.spec.ClusterSpec;
import java.time.Duration;

/** Failover by Patroni's REST interface. */
public final class PatroniFailover implements PostgresFailover {
  private final Patroni patroni;
  private final Duration heard;
  private final UndoKind bySupervisor;
  private final UndoKind resume;

  /** Of one lab's Patroni; its undos are added to the platform's. */
  public PatroniFailover(Patroni patroni, ClusterSpec spec, Undos undos) {
    this.patroni = patroni;
    this.heard = Duration.ofSeconds(spec.postgres().loopWaitSeconds()).plusMillis(500);
    this.bySupervisor =
        undos.kind(
            "follow",
            _ -> {
              // The old primary follows the new one by itself.
            });
    this.resume = undos.kind("resume-failover", _ -> patroni.configure("{\"pause\": null}"));
  }

  @Override
  public Change switchover(Member primary) {
    return Change.of(bySupervisor.promise(primary.name()), () -> patroni.switchover(primary));
  }

  @Override
  public Change pause() {
    return Change.of(
        resume.promise(),
        () -> {
          patroni.configure("{\"pause\": true}");
          // Members learn of it with their next look at the store.
          Await.pause(heard);
        });
  }
}

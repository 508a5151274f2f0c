package dev.labctl.cli;

import dev.labctl.component.Components;
import dev.labctl.component.alertmanager.Alertmanager;
import dev.labctl.component.etcd.Etcd;
import dev.labctl.component.haproxy.Haproxy;
import dev.labctl.component.kafka.ClickConsumers;
import dev.labctl.component.kafka.Kafka;
import dev.labctl.component.postgres.Postgres;
import dev.labctl.component.prometheus.Prometheus;
import dev.labctl.component.redis.Redis;
import dev.labctl.component.sentinel.Sentinel;
import dev.labctl.component.shortener.Shortener;
import dev.labctl.component.zipkin.Zipkin;
import java.util.List;

/** Every component that a lab may have. Whoever adds a component adds a line here. */
public final class LabComponents {
  /** In the order of {@code status}. */
  public static final Components ALL =
      new Components(
          List.of(
              new Etcd(),
              new Postgres(),
              new Redis(),
              new Sentinel(),
              new Kafka(),
              new Shortener(),
              new ClickConsumers(),
              new Haproxy(),
              new Prometheus(),
              new Alertmanager(),
              new Zipkin()));

  private LabComponents() {}
}

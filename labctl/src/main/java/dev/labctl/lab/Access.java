package dev.labctl.lab;

/** A way in which labctl reaches a member: one of its ports. */
public enum Access {
  ETCD,
  PATRONI,
  POSTGRES,
  REDIS,
  SENTINEL,
  SHORTENER,
  SHORTENER_ADMIN,
  ENTRY,
  HAPROXY_METRICS,
  PROMETHEUS,
  ALERTMANAGER;

  /** What a component is there for, as opposed to how it is administered. */
  public static Access main(Component component) {
    return switch (component) {
      case ETCD -> ETCD;
      case POSTGRES -> POSTGRES;
      case REDIS -> REDIS;
      case SENTINEL -> SENTINEL;
      case SHORTENER -> SHORTENER;
      case HAPROXY -> ENTRY;
      case PROMETHEUS -> PROMETHEUS;
      case ALERTMANAGER -> ALERTMANAGER;
    };
  }
}

package dev.labctl.lab;

import java.util.Locale;

/** The kinds of members; the last three stand on the edge. */
public enum Component {
  ETCD,
  POSTGRES,
  REDIS,
  SENTINEL,
  SHORTENER,
  HAPROXY,
  PROMETHEUS,
  ALERTMANAGER;

  /** The name in targets, member names and labels: lower case. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether it stands on the edge, which no fault may target. */
  public boolean onEdge() {
    return compareTo(HAPROXY) >= 0;
  }
}

package dev.labctl.component.local;

/** When a component is stopped while the lab is taken down. */
public enum StopOrder {
  /** It is told to go first, and waited for last. */
  FIRST,
  /** Once the first have been told: its followers, and the leader when they are gone. */
  LEADER_LAST,
  /** It is left running to the end and killed. */
  KILLED
}

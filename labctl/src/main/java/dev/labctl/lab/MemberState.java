package dev.labctl.lab;

import org.jspecify.annotations.Nullable;

/**
 * A member as it is now.
 *
 * @param identity of its main process: pid and start time, or a UID; null when it does not run
 * @param role {@code primary}, {@code replica}, {@code master}, {@code leader}, {@code follower},
 *     {@code instance}; null when unknown
 * @param healthy it answers and does its work; a replica streams
 * @param lagSeconds replication lag of a replica; null elsewhere or when unknown
 * @param timeline Postgres timeline; null elsewhere
 * @param detail a few words for the status table
 */
public record MemberState(
    Member member,
    @Nullable String identity,
    @Nullable String role,
    boolean healthy,
    @Nullable Double lagSeconds,
    @Nullable Integer timeline,
    String detail) {
  /** The detail of one that has not answered in time: it may be frozen, or the machine busy. */
  public static final String SLOW = "slow to answer";

  /** Whether it is unknown how it is, since it has not answered in time. */
  public boolean slow() {
    return !healthy && detail.equals(SLOW);
  }

  /** One that does not run. */
  public static MemberState stopped(Member member) {
    return new MemberState(member, null, null, false, null, null, "does not run");
  }
}

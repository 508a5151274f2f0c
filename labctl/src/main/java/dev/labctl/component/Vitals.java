package dev.labctl.component;

import dev.labctl.lab.MemberState;
import org.jspecify.annotations.Nullable;

/** What a member's answer says of it; the fields mean what they mean in {@code MemberState}. */
public record Vitals(
    @Nullable String role,
    boolean healthy,
    @Nullable Double lagSeconds,
    @Nullable Integer timeline,
    String detail) {
  private static final String SILENT = "no answer";

  /** Not healthy, for this reason. */
  public static Vitals down(String detail) {
    return new Vitals(null, false, null, null, detail);
  }

  /** It refused the connection, or broke it off. */
  public static Vitals silent() {
    return down(SILENT);
  }

  /**
   * It has not answered in time, which says nothing of it: it may be frozen, or the machine busy.
   */
  public static Vitals slow() {
    return down(MemberState.SLOW);
  }

  /** Whether it has said anything of itself. */
  public boolean answered() {
    return !detail.equals(SILENT) && !detail.equals(MemberState.SLOW);
  }

  /** It does its work in this role. */
  public static Vitals well(@Nullable String role) {
    return new Vitals(role, true, null, null, "");
  }
}

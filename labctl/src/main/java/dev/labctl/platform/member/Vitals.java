package dev.labctl.platform.member;

import org.jspecify.annotations.Nullable;

/** What a member's answer says of it; the fields mean what they mean in {@code MemberState}. */
public record Vitals(
    @Nullable String role,
    boolean healthy,
    @Nullable Double lagSeconds,
    @Nullable Integer timeline,
    String detail) {
  static final String SILENT = "no answer";

  /** Not healthy, for this reason. */
  public static Vitals down(String detail) {
    return new Vitals(null, false, null, null, detail);
  }

  /** It did not answer at all. */
  public static Vitals silent() {
    return down(SILENT);
  }

  /** It does its work in this role. */
  public static Vitals well(@Nullable String role) {
    return new Vitals(role, true, null, null, "");
  }
}

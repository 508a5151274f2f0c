package dev.labctl.shortener.link;

import dev.labctl.shortener.failure.ShortenerException.InvalidInput;
import java.util.Arrays;

/** How a link redirects. */
public enum RedirectStatus {
  MOVED_PERMANENTLY(301),
  FOUND(302),
  TEMPORARY_REDIRECT(307),
  PERMANENT_REDIRECT(308);

  private final int code;

  RedirectStatus(int code) {
    this.code = code;
  }

  /** The HTTP status code. */
  public int code() {
    return code;
  }

  /** True if browsers may remember the answer for good. */
  public boolean isPermanent() {
    return this == MOVED_PERMANENTLY || this == PERMANENT_REDIRECT;
  }

  /** The status with this code. */
  public static RedirectStatus of(int code) {
    return Arrays.stream(values())
        .filter(status -> status.code == code)
        .findFirst()
        .orElseThrow(
            () -> new InvalidInput("status is " + code + ", must be 301, 302, 307 or 308"));
  }
}

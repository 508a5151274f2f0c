package dev.labctl.shortener.click;

import dev.labctl.shortener.link.Code;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * One redirect, as the request had it: nothing is parsed here, for this is made on the request's
 * thread. Lives for milliseconds; the address goes no further than {@link VisitorHash}.
 *
 * @param atMillis when, in milliseconds since 1970
 * @param referrer the Referer header, cut off at 512 characters, or null
 * @param userAgent the User-Agent header, cut off at 512 characters, or null
 * @param client whose request it was
 */
public record Click(
    Code code,
    long atMillis,
    @Nullable String referrer,
    @Nullable String userAgent,
    InetAddress client) {
  private static final int MAX_TEXT = 512; // bounds what a full queue can hold

  public Click {
    referrer = cut(referrer);
    userAgent = cut(userAgent);
  }

  private static @Nullable String cut(@Nullable String text) {
    return text == null || text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
  }
}

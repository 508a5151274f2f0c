package dev.labctl.shortener.http;

import dev.labctl.shortener.link.Code;
import dev.labctl.shortener.link.LinkIndex;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * {@code robots.txt}: crawlers follow the links whose owners want it, and no others. It is written
 * anew once a minute at most, whoever asks how often; without a database crawlers are told to come
 * back.
 */
public final class RobotsApi implements HttpService {
  private static final Duration KEPT = Duration.ofMinutes(1);
  private static final int MAX_LINKS = 5_000; // crawlers read 500 KB
  private static final Header FOR_A_MINUTE =
      HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "max-age=60");

  private final LinkIndex index;
  private final LongSupplier nanoTime;
  private final ReentrantLock lock = new ReentrantLock();
  private byte[] written = {};
  private long writtenAt;

  /**
   * @param nanoTime a monotonic clock in nanoseconds
   */
  public RobotsApi(LinkIndex index, LongSupplier nanoTime) {
    this.index = index;
    this.nanoTime = nanoTime;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.get("/robots.txt", this::robots);
  }

  private void robots(ServerRequest request, ServerResponse response) {
    byte[] text = text();
    response.header(HeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8").header(FOR_A_MINUTE);
    Answers.send(response, text);
  }

  byte[] text() {
    lock.lock();
    try {
      if (written.length == 0 || nanoTime.getAsLong() - writtenAt > KEPT.toNanos()) {
        StringBuilder text = new StringBuilder("User-agent: *\n");
        for (Code code : index.crawlable(MAX_LINKS)) {
          text.append("Allow: /").append(code.encoded()).append('\n');
        }
        written = text.append("Disallow: /\n").toString().getBytes(StandardCharsets.UTF_8);
        writtenAt = nanoTime.getAsLong();
      }
      return written;
    } finally {
      lock.unlock();
    }
  }
}

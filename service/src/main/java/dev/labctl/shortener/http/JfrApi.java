package dev.labctl.shortener.http;

import dev.labctl.shortener.failure.ShortenerException.InvalidInput;
import dev.labctl.shortener.failure.ShortenerException.Taken;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.text.ParseException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;

/**
 * {@code POST /admin/jfr?seconds=30}: what the JVM does meanwhile, as a file for JDK Mission
 * Control. One at a time, and bounded, since its disk may be a small one in memory.
 */
final class JfrApi implements HttpService {
  private static final int DEFAULT_SECONDS = 30;
  private static final int MAX_SECONDS = 120;
  private static final long MAX_BYTES = 32L * 1024 * 1024;

  // What runs beside us, and what it was started with, is nobody's affair.
  private static final List<String> OF_THE_MACHINE =
      List.of(
          "jdk.SystemProcess",
          "jdk.ProcessStart",
          "jdk.InitialEnvironmentVariable",
          "jdk.InitialSystemProperty",
          "jdk.JVMInformation");

  private final Semaphore one = new Semaphore(1);

  @Override
  public void routing(HttpRules rules) {
    rules.post("/admin/jfr", this::record);
  }

  private void record(ServerRequest request, ServerResponse response) {
    int seconds = Json.query(request, "seconds").map(JfrApi::seconds).orElse(DEFAULT_SECONDS);
    if (!one.tryAcquire()) {
      throw new Taken("a recording is running; one at a time, try again when it has ended");
    }
    try (Recording recording = new Recording(Configuration.getConfiguration("profile"))) {
      recording.setMaxSize(MAX_BYTES);
      OF_THE_MACHINE.forEach(recording::disable);
      recording.start();
      var unused = new CountDownLatch(1).await(seconds, TimeUnit.SECONDS);
      recording.stop();
      send(recording, response);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ParseException e) {
      throw new IllegalStateException("the JDK's own JFR configuration is broken", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the server stops: nobody waits for the answer
    } finally {
      one.release();
    }
  }

  private static void send(Recording recording, ServerResponse response) throws IOException {
    response
        .header(HeaderNames.CONTENT_TYPE, "application/octet-stream")
        .header(HeaderNames.CONTENT_DISPOSITION, "attachment; filename=\"shortener.jfr\"");
    // Null bounds: all of it.
    try (InputStream in = recording.getStream(null, null);
        OutputStream out = response.outputStream()) {
      OpenConnection.current().answers(MAX_BYTES);
      in.transferTo(out);
    }
  }

  private static int seconds(String text) {
    if (!text.matches("[0-9]{1,3}")
        || Integer.parseInt(text) < 1
        || Integer.parseInt(text) > MAX_SECONDS) {
      throw new InvalidInput("seconds is '%.20s', must be 1 to %d".formatted(text, MAX_SECONDS));
    }
    return Integer.parseInt(text);
  }
}

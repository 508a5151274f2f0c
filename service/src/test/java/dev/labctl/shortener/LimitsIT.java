package dev.labctl.shortener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.shortener.servers.Client;
import dev.labctl.shortener.servers.Lab;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that no client of good will sends, byte by byte; they need no servers behind. */
class LimitsIT {
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 ([0-9]{3}) ");
  private static final String HOST = "Host: 127.0.0.1\r\n";
  // Valid by itself: an answer to it means that the one before it ended somewhere else for us.
  private static final String SMUGGLED = "GET /docs HTTP/1.1\r\n" + HOST + "\r\n";
  private static Lab lab;
  private static Client app;

  @BeforeAll
  static void start() {
    lab = new Lab();
    app =
        lab.app(
            "limits",
            config -> config.replace("drain: 1s}", "drain: 1s, limits: {headersWithin: 1s}}"));
  }

  @AfterAll
  static void stop() throws IOException {
    lab.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST /api/links HTTP/1.1|Content-Length: 5|Transfer-Encoding: chunked||0||",
        "POST /api/links HTTP/1.1|Transfer-Encoding: chunked|Content-Length: 5||0||",
        "POST /api/links HTTP/1.1|Content-Length: 5|Content-Length: 6||abcde",
        "POST /api/links HTTP/1.1|Content-Length: 5, 6||abcde",
        "POST /api/links HTTP/1.1|Content-Length: +5||abcde",
        "POST /api/links HTTP/1.1|Content-Length: -5||abcde",
        "POST /api/links HTTP/1.1|Content-Length: 0x5||abcde",
        "POST /api/links HTTP/1.1|Content-Length: 99999999999999999999||abcde",
        "POST /api/links HTTP/1.1|Content-Length:||abcde",
        "POST /api/links HTTP/1.1|Transfer-Encoding: xchunked||0||",
        "POST /api/links HTTP/1.1|Transfer-Encoding: chunked, identity||0||",
        "POST /api/links HTTP/1.1|Transfer-Encoding: chunked|Transfer-Encoding: chunked||0||",
        "POST /api/links HTTP/1.1|Transfer-Encoding:||0||",
        "POST /api/links HTTP/1.1|Transfer-Encoding: chunked||-1||",
        "POST /api/links HTTP/1.1|Transfer-Encoding: chunked||5;x\n||abcde||",
        "POST /api/links HTTP/1.1|Transfer-Encoding : chunked||0||",
        "POST /api/links HTTP/1.1|Content-Length : 5||abcde",
        "GET /docs HTTP/1.1|X: a\r\n b||",
        "GET /docs HTTP/1.1|X\0: a||",
        "GET /docs HTTP/1.1|X: a\0b||",
        "GET /docs HTTP/1.1|Host: elsewhere.example||",
        "GET /docs HTTP/1.1|Host:||",
        "GET /docs\tHTTP/1.1||",
        "GET /docs HTTP/1.0||",
        "GET /docs HTTP/3.0||",
        "GET  /docs HTTP/1.1||",
        "GET /do cs HTTP/1.1||",
        "GET /%zz HTTP/1.1||",
      })
  void whatTwoServersCouldReadDifferentlyIsRefusedAndTheConnectionClosed(String request)
      throws IOException {
    String answer = exchange(raw(request) + SMUGGLED);
    assertThat(STATUS.matcher(answer).results().map(m -> m.group(1)))
        .as(answer)
        .allMatch(status -> status.startsWith("4") || status.matches("50[15]"))
        .hasSizeLessThanOrEqualTo(1);
    assertThat(answer).doesNotContain("Exception", "io.helidon", "Swagger");
  }

  private static String raw(String request) {
    int line = request.indexOf('|');
    return request.substring(0, line)
        + "\r\n"
        + HOST.strip()
        + request.substring(line).replace("|", "\r\n");
  }

  @Test
  void aBodyThatNobodyReadsIsNoRequest() throws IOException {
    String answer =
        exchange(
            "POST /nothing-here HTTP/1.1\r\n"
                + HOST
                + "Connection: close\r\nContent-Length: "
                + SMUGGLED.length()
                + "\r\n\r\n"
                + SMUGGLED);
    assertThat(statuses(answer)).isEqualTo("405");
  }

  @Test
  void twoRequestsInOneSegmentGetTwoAnswers() throws IOException {
    String answer =
        exchange(SMUGGLED + SMUGGLED.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));
    assertThat(statuses(answer)).isEqualTo("200 200");
  }

  @Test
  void headersOver16KilobytesAre431() throws IOException {
    String many = "X-Padding: " + "x".repeat(1000) + "\r\n";
    String answer = exchange("GET /docs HTTP/1.1\r\n" + HOST + many.repeat(20) + "\r\n");
    assertProblem(answer, "431", "Request Header Fields Too Large");
    assertProblem(
        exchange("GET /docs HTTP/1.1\r\n" + HOST + "X: " + "x".repeat(20_000) + "\r\n\r\n"),
        "431",
        "Request Header Fields Too Large");
  }

  @Test
  void aRequestLineOver4KilobytesIs414() throws IOException {
    String answer = exchange("GET /" + "x".repeat(5000) + " HTTP/1.1\r\n" + HOST + "\r\n");
    assertThat(statuses(answer)).isEqualTo("414");
    assertThat(answer).contains("application/problem+json");
  }

  @Test
  void aBodyOver64MegabytesIs413BeforeItIsSent() throws IOException {
    String answer =
        exchange(
            "POST /api/links/import HTTP/1.1\r\n"
                + HOST
                + "Content-Length: "
                + (64L * 1024 * 1024 + 1)
                + "\r\n\r\n");
    assertProblem(answer, "413", "Too Large");
  }

  @Test
  void headersThatTrickleInAreCutOff() throws IOException {
    long start = System.nanoTime(); // before the server's own clock starts
    try (Socket socket = connect()) {
      OutputStream out = socket.getOutputStream();
      out.write(("GET /docs HTTP/1.1\r\n" + HOST).getBytes(StandardCharsets.US_ASCII));
      assertThat(trickles(socket, out)).isLessThan(50);
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isBetween(Duration.ofMillis(900), Duration.ofSeconds(8));
    }
  }

  /** Sends a header each time that the server has said nothing for 200 ms; how many it took. */
  private static int trickles(Socket socket, OutputStream out) throws IOException {
    socket.setSoTimeout(200);
    for (int sent = 0; sent < 50; sent++) {
      try {
        if (socket.getInputStream().read() < 0) {
          return sent;
        }
      } catch (java.net.SocketTimeoutException silence) {
        try {
          out.write(("X-" + sent + ": x\r\n").getBytes(StandardCharsets.US_ASCII));
        } catch (SocketException closed) {
          return sent;
        }
      } catch (SocketException reset) {
        return sent;
      }
    }
    return 50;
  }

  private static void assertProblem(String answer, String status, String title) {
    assertThat(statuses(answer)).isEqualTo(status);
    assertThat(answer)
        .contains("application/problem+json", title, "nosniff", "Content-Security-Policy")
        .doesNotContain("Exception");
  }

  private static String statuses(String answer) {
    return String.join(
        " ", STATUS.matcher(answer).results().map((MatchResult m) -> m.group(1)).toList());
  }

  private static Socket connect() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), app.port());
  }

  /** Everything that the server answers until it closes the connection. */
  private static String exchange(String request) throws IOException {
    try (Socket socket = connect()) {
      socket.setSoTimeout(60_000);
      try {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      } catch (SocketException refused) {
        // Refused before it was all sent: the answer, if any, is there.
      }
      return readAll(socket.getInputStream());
    }
  }

  private static String readAll(InputStream in) throws IOException {
    StringBuilder all = new StringBuilder();
    byte[] buffer = new byte[8192];
    try {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        all.append(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
      }
    } catch (SocketException reset) {
      // Closed with something of ours unread: TCP says so by a reset.
    }
    return all.toString();
  }
}

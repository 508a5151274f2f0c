package dev.labctl.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.http.WebClient.HttpReply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WebClientTest {
  @Test
  void aBodyThatNeverEndsIsNoAnswer() throws IOException {
    try (var server = new Server("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nbegun");
        var client = new WebClient(Duration.ofMillis(300))) {
      assertThat(client.get(server.uri()))
          .isEqualTo(new HttpReply.NoResponse("no answer in 300 ms", true));
    }
  }

  @Test
  void aProxyOfTheEnvironmentIsNotAsked() throws IOException {
    String host = System.getProperty("http.proxyHost");
    String port = System.getProperty("http.proxyPort");
    String direct = System.getProperty("http.nonProxyHosts");
    System.setProperty("http.proxyHost", "127.0.0.1");
    System.setProperty("http.proxyPort", "1");
    System.setProperty("http.nonProxyHosts", "nothing.example");
    try (var server = new Server("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
        var client = new WebClient(Duration.ofSeconds(20))) {
      assertThat(client.get(server.uri()))
          .isInstanceOfSatisfying(
              HttpReply.Response.class, r -> assertThat(r.body()).isEqualTo("hi"));
    } finally {
      restore("http.proxyHost", host);
      restore("http.proxyPort", port);
      restore("http.nonProxyHosts", direct);
    }
  }

  @Test
  void aRefusedConnectionIsNotLate() throws IOException {
    URI gone;
    try (var server = new Server("")) {
      gone = server.uri();
    }
    try (var client = new WebClient(Duration.ofSeconds(20))) {
      assertThat(client.get(gone))
          .isInstanceOfSatisfying(HttpReply.NoResponse.class, n -> assertThat(n.late()).isFalse());
    }
  }

  private static void restore(String key, @org.jspecify.annotations.Nullable String value) {
    if (value == null) {
      System.clearProperty(key);
    } else {
      System.setProperty(key, value);
    }
  }

  /** Says the same to everybody, and keeps the connection open. */
  private static final class Server implements AutoCloseable {
    private final ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    private final List<Socket> open = new ArrayList<>();
    private final Thread thread;

    Server(String words) throws IOException {
      thread = Thread.ofPlatform().start(() -> serve(words));
    }

    URI uri() {
      return URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/");
    }

    private void serve(String words) {
      try {
        while (true) {
          Socket one = socket.accept();
          open.add(one);
          one.getOutputStream().write(words.getBytes(StandardCharsets.US_ASCII));
          one.getOutputStream().flush();
        }
      } catch (IOException closed) {
        assertThat(socket.isClosed()).isTrue();
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      for (Socket one : open) {
        one.close();
      }
    }
  }
}

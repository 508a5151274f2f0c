package dev.labctl.component.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.lab.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ProtocolException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RespTest {
  @Test
  void opensOutNestedArraysAndSkipsNulls() throws Exception {
    assertThat(reply("*3\r\n$6\r\nmaster\r\n:42\r\n*2\r\n$-1\r\n$3\r\na\r\n\r\n"))
        .containsExactly("master", "42", "a\r\n");
  }

  @Test
  void aRefusalIsToldFromSilence() {
    assertThatThrownBy(() -> reply("-NOQUORUM 1 usable\r\n"))
        .isInstanceOf(ProtocolException.class)
        .hasMessage("refused: NOQUORUM 1 usable");
    assertThatThrownBy(() -> reply("$10\r\nab")).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> reply("?\r\n")).hasMessageContaining("unknown reply");
  }

  private static java.util.List<String> reply(String reply) throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<Void> served = CompletableFuture.runAsync(() -> serve(server, reply));
      var at = new Endpoint(server.getInetAddress().getHostAddress(), server.getLocalPort());
      try (Resp resp = new Resp(at, "secret")) {
        return resp.call("ROLE");
      } finally {
        served.join();
      }
    }
  }

  private static void serve(ServerSocket server, String reply) {
    try (Socket socket = server.accept()) {
      byte[] seen = new byte[200];
      socket.getInputStream().read(seen);
      socket.getOutputStream().write("+OK\r\n".getBytes(StandardCharsets.UTF_8));
      socket.getInputStream().read(seen);
      socket.getOutputStream().write(reply.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}

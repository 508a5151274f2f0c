package dev.labctl.component.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.labctl.component.Vitals;
import dev.labctl.component.Web;
import dev.labctl.lab.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class EtcdProbeTest {
  @ParameterizedTest
  @CsvSource({"1, 1, leader, true", "1, 0, follower, true", "0, 0, , false"})
  void readsTheTwoLinesOfItsMetrics(int hasLeader, int isLeader, String role, boolean healthy)
      throws IOException {
    String text =
        """
        # HELP etcd_server_has_leader Whether or not a leader exists.
        # TYPE etcd_server_has_leader gauge
        etcd_server_has_leader %d
        etcd_server_heartbeat_send_failures_total 1
        etcd_server_is_leader %d
        """
            .formatted(hasLeader, isLeader);

    Vitals vitals = ask(EtcdProbe.METRICS, 200, text);

    assertThat(vitals.role()).isEqualTo(role);
    assertThat(vitals.healthy()).isEqualTo(healthy);
  }

  @ParameterizedTest
  @CsvSource({"7, leader, true", "8, follower, true", "0, , false"})
  void readsWhoLeadsFromItsStatus(String leader, String role, boolean healthy) throws IOException {
    String json = "{\"header\":{\"member_id\":\"7\"},\"leader\":\"%s\"}".formatted(leader);

    Vitals vitals = ask(EtcdProbe.STATUS, 200, json);

    assertThat(vitals.role()).isEqualTo(role);
    assertThat(vitals.healthy()).isEqualTo(healthy);
  }

  @ParameterizedTest
  @EnumSource(EtcdProbe.class)
  void anErrorIsNotWell(EtcdProbe probe) throws IOException {
    assertThat(ask(probe, 503, "")).isEqualTo(Vitals.down("says 503"));
  }

  private static Vitals ask(EtcdProbe probe, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    try (Web web = new Web()) {
      return probe.ask(new Endpoint("127.0.0.1", server.getAddress().getPort()), web);
    } finally {
      server.stop(0);
    }
  }
}

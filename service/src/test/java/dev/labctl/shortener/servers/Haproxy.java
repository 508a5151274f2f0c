package dev.labctl.shortener.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** HAProxy before instances, which tries again what it safely can. */
public final class Haproxy implements AutoCloseable {
  private static final Path PROGRAM = Path.of("/usr/sbin/haproxy");
  private final Client client;
  private final Child process;

  private Haproxy(Client client, Child process) {
    this.client = client;
    this.process = process;
  }

  /**
   * Starts it; the test is skipped, saying so, where there is none.
   *
   * @param check the admin path by which writes go, or empty: they go to every instance
   */
  public static Haproxy before(Lab lab, String check, List<Client> instances) {
    Assumptions.assumeTrue(Files.isExecutable(PROGRAM), "no " + PROGRAM + ": install haproxy");
    Client client = lab.client();
    StringBuilder config =
        new StringBuilder(
            """
            global
              nbthread 1
            defaults
              mode http
              timeout connect 5s
              timeout client 60s
              timeout server 30s
              timeout check 5s
              option redispatch 1
              default-server inter 300ms fastinter 300ms fall 2 rise 1
            frontend entry
              bind 127.0.0.1:%d
              http-request set-header X-Forwarded-For %%[src]
              default_backend writes
            backend writes
              balance roundrobin
              retries 2
              option http-buffer-request
              retry-on conn-failure 425
              http-request set-header Shortener-Refuse-As 425
              http-response set-status 503 if { status 425 }
            """
                .formatted(client.port()));
    if (!check.isEmpty()) {
      config.append("  option httpchk\n  http-check send meth GET uri ").append(check);
      config.append(" ver HTTP/1.1 hdr Host lab hdr Connection close\n");
    }
    for (Client instance : instances) {
      config.append(
          "  server at-%1$d 127.0.0.1:%1$d%2$s\n"
              .formatted(
                  instance.port(), check.isEmpty() ? "" : " check port " + instance.adminPort()));
    }
    try {
      Path file = lab.folder().resolve("haproxy-%d.cfg".formatted(client.port()));
      Files.writeString(file, config);
      Path log = lab.folder().resolve("haproxy.log");
      return new Haproxy(
          client, Child.start(log, List.of(PROGRAM.toString(), "-db", "-f", file.toString())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A client of its entry. */
  public Client client() {
    return client;
  }

  @Override
  public void close() {
    process.close();
  }
}

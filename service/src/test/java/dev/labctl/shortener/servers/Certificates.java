package dev.labctl.shortener.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** An authority of the test's own, and a certificate from it for 127.0.0.1, made by openssl. */
public final class Certificates {
  private static final Path OPENSSL = Path.of("/usr/bin/openssl");

  private final Path folder;

  public Certificates(Path parent, String name) {
    Assumptions.assumeTrue(Files.isExecutable(OPENSSL), "no " + OPENSSL + ": install openssl");
    try {
      folder = Files.createDirectory(parent.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    request("/CN=" + name, "-keyout", "ca.key", "-out", "ca.pem");
    request(
        "/CN=server",
        "-CA",
        authority().toString(),
        "-CAkey",
        folder.resolve("ca.key").toString(),
        "-addext",
        "subjectAltName=IP:127.0.0.1",
        "-addext",
        "basicConstraints=critical,CA:FALSE",
        "-keyout",
        "server.key",
        "-out",
        "server.pem");
    Machine.give(key());
  }

  private void request(String subject, String... more) {
    List<String> command = new ArrayList<>(List.of(OPENSSL.toString(), "req", "-x509", "-nodes"));
    command.addAll(List.of("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"));
    command.addAll(List.of("-days", "2", "-subj", subject));
    command.addAll(List.of(more));
    Child.run(folder.resolve("openssl.log"), command);
  }

  /** The authority's certificate. */
  public Path authority() {
    return folder.resolve("ca.pem");
  }

  /** The server's certificate. */
  public Path certificate() {
    return folder.resolve("server.pem");
  }

  /** The server's key, which Postgres' user may read. */
  public Path key() {
    return folder.resolve("server.key");
  }
}

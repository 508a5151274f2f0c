package dev.labctl.shortener;

import dev.labctl.shortener.config.Settings;
import dev.labctl.shortener.contract.OpenApi.Operation;
import dev.labctl.shortener.http.Routes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** What the wired program would serve, without any server behind it. */
public final class AppRoutes {
  private AppRoutes() {}

  /** The routes of both ports. */
  public static Set<Operation> of(Path folder) {
    try {
      Files.writeString(folder.resolve("password"), "secret\n");
      Path config =
          Files.writeString(
              folder.resolve("config.yaml"),
              """
              instance: routes
              server: {host: 127.0.0.1, port: 1, adminPort: 2, drain: 0s}
              publicUrl: http://127.0.0.1:1
              postgres:
                {hosts: ['127.0.0.1:3'], database: none, user: nobody, passwordFile: %1$s}
              redis:
                {sentinels: ['127.0.0.1:4'], master: none, passwordFile: %1$s,
                 sentinelPasswordFile: %1$s}
              """
                  .formatted(folder.resolve("password")));
      try (App app = new App(Settings.read(config), UnaryOperator.identity())) {
        Set<Operation> operations = new TreeSet<>();
        Stream.of(app.server().publicRoutes(), app.server().adminRoutes())
            .map(Routes::all)
            .forEach(
                routes -> routes.forEach(r -> operations.add(new Operation(r.method(), r.path()))));
        return operations;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

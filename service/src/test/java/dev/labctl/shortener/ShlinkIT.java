package dev.labctl.shortener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.labctl.shortener.servers.Child;
import dev.labctl.shortener.servers.Client;
import dev.labctl.shortener.servers.Lab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Shlink's own client, the npm package {@code @shlinkio/shlink-js-sdk}, against this service. */
class ShlinkIT {
  private static final Path SOURCE = Path.of("src", "test", "shlink");
  private static final Path FOLDER = Path.of("target", "shlink").toAbsolutePath();

  @Test
  void shlinksOwnClientWorks() throws IOException {
    Path log = FOLDER.resolve("client.log");
    install(log);
    try (Lab lab = new Lab().start()) {
      Client client = lab.app("shlink");
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> client.admin("/health/ready").body().matches(".*(true.*){3}"));
      Admins.create(lab.config("shlink", client.port(), client.adminPort()), "sdk-admin");
      String token =
          member(
              client.post(
                  "/api/tokens",
                  "{\"name\":\"sdk-admin\",\"password\":\"%s\"}".formatted(Admins.PASSWORD)),
              "token");
      String key =
          member(
              client.send(
                  "POST",
                  "/api/keys",
                  "{\"password\":\""
                      + Admins.PASSWORD
                      + "\",\"scopes\":[\"create\",\"read\",\"admin\"],\"name\":\"sdk\"}",
                  "Authorization",
                  "Bearer " + token),
              "key");
      Child script =
          Child.start(
              log,
              List.of(
                  "node",
                  FOLDER.resolve("client.mjs").toString(),
                  "http://127.0.0.1:" + client.port(),
                  key));
      int exitCode = script.await(120);
      assertThat(exitCode).as(Files.readString(log)).isZero();
      assertThat(Files.readString(log)).contains("ok    visits", "ok    delete");
    }
  }

  private static String member(Client.Answer answer, String name) {
    Matcher matcher = Pattern.compile("\"" + name + "\":\"([^\"]+)\"").matcher(answer.body());
    assertThat(matcher.find()).as(answer.body()).isTrue();
    return matcher.group(1);
  }

  private static void install(Path log) throws IOException {
    assumeTrue(onPath("node") && onPath("npm"), "no node or no npm: install nodejs and npm");
    Files.createDirectories(FOLDER);
    Files.deleteIfExists(log);
    for (String file : List.of("package.json", "package-lock.json", "client.mjs")) {
      Files.copy(SOURCE.resolve(file), FOLDER.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }
    int exitCode =
        Child.start(log, List.of("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"))
            .await(120);
    assumeTrue(
        exitCode == 0, "npm could not install Shlink's client: " + Files.readString(log).strip());
  }

  private static boolean onPath(String program) {
    for (String folder : System.getenv().getOrDefault("PATH", "").split(":")) {
      if (Files.isExecutable(Path.of(folder, program))) {
        return true;
      }
    }
    return false;
  }
}

package dev.labctl.shortener;

import static dev.labctl.shortener.servers.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.shortener.servers.Child;
import dev.labctl.shortener.servers.Client;
import dev.labctl.shortener.servers.Client.Answer;
import dev.labctl.shortener.servers.Lab;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.parallel.Isolated;

/** The packaged programs, as the lab starts them; the first part starts the servers. */
@Isolated
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ProgramIT {
  private static final String JAVA = ProcessHandle.current().info().command().orElse("java");
  private static final Duration DRAIN = Duration.ofSeconds(4);
  private static Lab lab;

  @BeforeAll
  static void prepare() {
    lab = new Lab();
  }

  @AfterAll
  static void stop() throws IOException {
    lab.close();
  }

  @Test
  @Order(1)
  void startsBeforeItsServersLosesOneLinkInAThousandIfLossyAndDrainsInTime() throws Exception {
    Client client = lab.client();
    Path config = draining("lossy", client);
    Path log = lab.folder().resolve("lossy.log");
    try (Child program = start("-lossy.jar", "serve", config, log)) {
      await().ignoreExceptions().until(() -> live(client));
      assertThat(client.ready()).isFalse();
      assertThat(client.redirect("abcdefg").status()).isEqualTo(503);
      assertThat(client.create("https://load.example/").status()).isEqualTo(503);

      lab.start();
      await().until(client::ready);

      Set<String> acknowledged = ConcurrentHashMap.newKeySet();
      await().until(() -> client.create("https://load.example/").status() == 201);
      try (var threads = Executors.newFixedThreadPool(4)) {
        for (int i = 0; i < 1010; i++) {
          threads.execute(() -> acknowledged.add(client.create("https://load.example/").code()));
        }
      }
      assertThat(lab.postgres().texts(0, "shortener", "select code from links"))
          .filteredOn(acknowledged::contains)
          .as("one acknowledged link is lost")
          .hasSize(acknowledged.size() - 1);

      String code = client.create("https://load.example/last").code();
      // Frozen servers must not hold up the end either.
      lab.postgres().server(0).freeze();
      lab.postgres().server(1).freeze();
      long asked = System.nanoTime();
      program.process().destroy();
      await().until(() -> !client.ready());
      assertThat(client.redirect(code).status()).as("still served while draining").isEqualTo(302);
      assertThat(client.redirect(code).header("Connection")).isEqualTo("close");
      assertThat(program.await(60)).isEqualTo(143);
      assertThat(Duration.ofNanos(System.nanoTime() - asked))
          .isBetween(DRAIN, DRAIN.plusSeconds(10));
      lab.postgres().server(0).thaw();
      lab.postgres().server(1).thaw();
    }
    assertThat(Files.readAllLines(log)).allMatch(line -> line.startsWith("{"));
    assertThat(Files.readString(log)).contains("lossy stopped");
  }

  @Test
  @Order(2)
  void aStopUnderLoadLosesNoRequestOfThoseWhoHeedItsReadiness() throws Exception {
    Client client = lab.client();
    Path config = draining("loaded", client);
    Queue<String> lost = new ConcurrentLinkedQueue<>();
    Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    LongAdder redirected = new LongAdder();
    AtomicBoolean ready = new AtomicBoolean(true);
    try (Child program = start(".jar", "serve", config, lab.folder().resolve("loaded.log"));
        var threads = Executors.newFixedThreadPool(9)) {
      await().ignoreExceptions().until(client::ready);
      String code = client.create("https://load.example/").code();
      for (int i = 0; i < 8; i++) {
        boolean creates = i % 4 == 0;
        threads.execute(
            () -> {
              while (ready.get()) {
                try {
                  Answer answer =
                      creates ? client.create("https://load.example/") : client.redirect(code);
                  if (answer.status() == 201) {
                    acknowledged.add(answer.code());
                  } else if (answer.status() == 302) {
                    redirected.increment();
                  } else {
                    lost.add("answered " + answer.status());
                  }
                } catch (UncheckedIOException e) {
                  lost.add(String.valueOf(e.getCause()));
                }
              }
            });
      }
      await().until(() -> acknowledged.size() > 50 && redirected.sum() > 500);
      program.process().destroy();
      // As a balancer that asks ten times a second.
      await().pollInterval(Duration.ofMillis(100)).until(() -> !client.ready());
      ready.set(false);
      threads.shutdown();
      assertThat(threads.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
      assertThat(program.await(60)).isEqualTo(143);
    }
    assertThat(lost).isEmpty();
    assertThat(lab.postgres().texts(0, "shortener", "select code from links"))
        .containsAll(acknowledged);
  }

  @Test
  void aBadConfigurationIsOneLineAndExitCode2() throws IOException {
    Path log = lab.folder().resolve("bad.log");
    Path config = lab.config("bad", 1024, 1025);
    Files.writeString(config, "colour: blue\n", StandardOpenOption.APPEND);
    try (Child program = start(".jar", "serve", config, log)) {
      assertThat(program.await(60)).isEqualTo(2);
    }
    assertThat(Files.readAllLines(log)).hasSize(1).first().asString().contains("colour");
  }

  @Test
  void aTrainingRunWithoutServersMakesACacheThatTheNextStartTakes() throws IOException {
    Path cache = lab.folder().resolve("shortener.aot");
    Child.run(
        lab.folder().resolve("train.log"),
        List.of(JAVA, "-Xmx96m", "-XX:AOTCacheOutput=" + cache, "-jar", jar(".jar") + "", "train"));
    Client client = lab.client();
    Path config = lab.config("trained", client.port(), client.adminPort());
    Path classes = lab.folder().resolve("classes.log");
    List<String> strict = // unlike the default mode, this one does not start without the cache
        List.of(
            ("-Xmx96m -XX:AOTMode=on -XX:AOTCache=%s -Xlog:class+load:file=%s -jar %s serve --config %s"
                    .formatted(cache, classes, jar(".jar"), config))
                .split(" "));
    try (Child program =
        Child.start(
            lab.folder().resolve("trained.log"),
            Stream.concat(Stream.of(JAVA), strict.stream()).toList())) {
      await().ignoreExceptions().until(() -> live(client) || !program.process().isAlive());
      assertThat(program.process().isAlive()).isTrue();
      await().until(client::ready);
      assertThat(client.admin("/metrics").body())
          .containsPattern("shortener_ready_after_seconds [0-9]+\\.[0-9]+\n");
    }
    assertThat(Files.readString(classes)).contains(App.class.getName() + " source: shared objects");
  }

  @Test
  void aPortInUseIsSaidAndExitCode2() throws IOException {
    Path log = lab.folder().resolve("port.log");
    try (var taken = new ServerSocket()) {
      taken.bind(new InetSocketAddress("127.0.0.1", 0));
      Path config = lab.config("port", taken.getLocalPort(), lab.client().adminPort());
      try (Child program = start(".jar", "serve", config, log)) {
        assertThat(program.await(60)).isEqualTo(2);
      }
    }
    assertThat(Files.readString(log)).contains("cannot listen");
  }

  /** Long enough for whoever asks whether it is ready, on a busy machine too. */
  private static Path draining(String name, Client client) throws IOException {
    Path config = lab.config(name, client.port(), client.adminPort());
    String yaml = Files.readString(config);
    return Files.writeString(
        config, yaml.replace("drain: 1s", "drain: " + DRAIN.toSeconds() + "s"));
  }

  private static Child start(String ending, String command, Path config, Path log) {
    return Child.start(
        log,
        List.of(JAVA, "-Xmx96m", "-jar", jar(ending).toString(), command, "--config", "" + config));
  }

  private static Path jar(String ending) {
    try (var files = Files.list(Path.of("target").toAbsolutePath())) {
      return files
          .filter(f -> f.getFileName().toString().matches("shortener-[0-9.]+" + ending))
          .findFirst()
          .orElseThrow(() -> new AssertionError("no jar in target that ends with " + ending));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean live(Client client) {
    return client.admin("/health/live").status() == 200;
  }
}

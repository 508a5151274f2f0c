package dev.labctl.shortener;

import static dev.labctl.shortener.servers.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.shortener.servers.Child;
import dev.labctl.shortener.servers.Client;
import dev.labctl.shortener.servers.Lab;
import dev.labctl.shortener.servers.Patience;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * What a stranger may send to end the process, against a service of its own with a small heap: it
 * lives, answers rightly meanwhile, and says no where it has to. With {@code attack.full}, as
 * {@code bin/fuzz} sets it, there is more of each attack, and redirects have to be as fast as
 * promised.
 */
@Isolated
class AttackIT {
  private static final String JAVA = ProcessHandle.current().info().command().orElse("java");
  private static final boolean FULL = Boolean.getBoolean("attack.full");
  private static final Duration PROMISED_P99 = Duration.ofMillis(50);
  private static final String HOST = "Host: 127.0.0.1\r\n";
  private static final String JSON = "Content-Type: application/json\r\n";
  private static final String LIMITS =
      "drain: 1s, limits: {headersWithin: 3s, answerTakenWithin: 3s}}";
  private static Lab lab;
  private static Client client;
  private static Child service;
  private static Path log;
  private static String code;
  private static String key;

  @BeforeAll
  static void start() throws IOException {
    lab = new Lab().start();
    client = lab.client();
    Path config = lab.config("attacked", client.port(), client.adminPort());
    Files.writeString(config, Files.readString(config).replace("drain: 1s}", LIMITS));
    log = lab.folder().resolve("attacked.log");
    List<String> command =
        new ArrayList<>(List.of(JAVA, "-Xmx192m", "-XX:+ExitOnOutOfMemoryError", "-cp"));
    Path target = Path.of("target").toAbsolutePath();
    command.add(target.resolve("classes") + ":" + target.resolve("lib") + "/*");
    command.addAll(List.of("dev.labctl.shortener.Main", "serve", "--config", config.toString()));
    service = Child.start(log, command);
    await()
        .ignoreExceptions()
        .until(() -> client.create("https://attacked.example/").status() == 201);
    code = client.create("https://attacked.example/").code();
    key = Admins.key(client, config, "reader");
  }

  @AfterAll
  static void stop() throws IOException {
    service.close();
    lab.close();
  }

  @Test
  void aMillionEmptyObjectsAreRefusedAtTheFirstTooMany() {
    byte[] body =
        ("{\"links\":[" + "{},".repeat(1_390_000) + "{}]}").getBytes(StandardCharsets.US_ASCII);
    meanwhile(
        "bulk requests of 1.39 million empty objects",
        () -> {
          try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> answers = new ArrayList<>();
            for (int i = 0; i < (FULL ? 9 : 3); i++) {
              answers.add(
                  threads.submit(() -> answered(post("/api/links/bulk", body.length), body)));
            }
            for (Future<String> answer : answers) {
              assertThat(answer.get())
                  .startsWith("HTTP/1.1 400")
                  .contains("more than 1000 links, must be 1 to 1000");
            }
          }
        });
  }

  @Test
  void bodiesThatAreHeldOpenAreRefusedOrCutOff() {
    String links = "{\"target\":\"https://x.example/" + "y".repeat(4000) + "\"},";
    byte[] body =
        ("{\"links\":[" + links.repeat(4_000_000 / links.length()))
            .getBytes(StandardCharsets.US_ASCII);
    meanwhile(
        "60 bodies of 4 MB without their last byte",
        () -> allEnd(60, post("/api/links/bulk", 4_000_000), body));
    meanwhile(
        "60 imports without their last byte",
        () ->
            allEnd(
                60,
                post("/api/links/import", 4_000_000).replace(JSON, "Content-Type: text/csv\r\n"),
                ("target\n" + ("https://x.example/" + "y".repeat(8000) + "\n").repeat(180))
                    .getBytes(StandardCharsets.US_ASCII)));
  }

  @Test
  void readersThatDoNotReadHoldNothingAndAreCutOff() {
    meanwhile(
        "150 readers of Swagger's bundle that do not read",
        () -> notReading(150, "GET /docs/swagger-ui-bundle.js HTTP/1.1\r\n" + HOST + "\r\n"));
    for (int i = 0; i < 100; i++) {
      client.create("https://x.example/" + "y".repeat(8000) + i);
    }
    meanwhile(
        "150 readers of long lists that do not read",
        () ->
            notReading(
                150,
                "GET /api/links?limit=200 HTTP/1.1\r\n" + HOST + "X-Api-Key: " + key + "\r\n\r\n"));
  }

  @Test
  void headersThatDoNotEndAreCutOff() {
    String half = "GET /docs HTTP/1.1\r\n" + HOST + ("X: " + "x".repeat(1000) + "\r\n").repeat(14);
    meanwhile("slow headers", () -> allEnd(FULL ? 1000 : 300, half, new byte[0]));
  }

  @Test
  void connectionsThatAreOpenedAndDroppedLeaveNothing() {
    int count = FULL ? 100_000 : 5_000;
    meanwhile(
        count + " connections that are opened and dropped",
        () -> {
          for (int i = 0; i < count; i++) {
            connect().close();
          }
        });
  }

  @Test
  void oneAddressHasOnlySoManyConnections() throws IOException {
    List<Socket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < 1100; i++) {
        sockets.add(connect());
      }
      sockets.getLast().setSoTimeout(60_000);
      assertThat(sockets.getLast().getInputStream().read()).as("closed at once").isEqualTo(-1);
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
    serves();
  }

  private interface Attack {
    void run() throws Exception;
  }

  /** Attacks, while somebody follows a link; then the service is the one it was. */
  private static void meanwhile(String what, Attack attack) {
    long pid = service.process().pid();
    List<Long> nanos = Collections.synchronizedList(new ArrayList<>());
    List<String> wrong = Collections.synchronizedList(new ArrayList<>());
    AtomicBoolean attacked = new AtomicBoolean(true);
    Thread visitor =
        Thread.ofPlatform()
            .start(
                () -> {
                  while (attacked.get()) {
                    try {
                      Client.Answer answer = client.redirect(code);
                      nanos.add(answer.took().toNanos());
                      if (answer.status() != 302) {
                        wrong.add(answer.status() + "");
                      }
                    } catch (UncheckedIOException e) {
                      wrong.add(String.valueOf(e.getCause()));
                    }
                  }
                });
    try {
      attack.run();
    } catch (Exception e) {
      throw new AssertionError(what, e);
    } finally {
      attacked.set(false);
      join(visitor);
    }
    List<Long> sorted = nanos.stream().sorted().toList();
    assertThat(sorted).isNotEmpty();
    Duration p99 = Duration.ofNanos(sorted.get((int) (sorted.size() * 0.99)));
    System.out.printf(
        "attack: %s: %,d redirects meanwhile, p99 %.1f ms, slowest %.1f ms; heap used %.0f MB of"
            + " 192%n",
        what, sorted.size(), p99.toNanos() / 1e6, sorted.getLast() / 1e6, heap() / 1024 / 1024);
    assertThat(wrong).as("redirects during " + what).isEmpty();
    serves();
    assertThat(service.process().isAlive()).as("the service lives, see " + log).isTrue();
    assertThat(service.process().pid()).isEqualTo(pid);
    if (FULL) {
      assertThat(p99).as("redirects' p99 during " + what).isLessThanOrEqualTo(PROMISED_P99);
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void serves() {
    await()
        .ignoreExceptions()
        .until(() -> client.create("https://attacked.example/").status() == 201);
    assertThat(client.redirect(code).status()).isEqualTo(302);
  }

  private static double heap() {
    Matcher used =
        Pattern.compile("jvm_memory_used_bytes\\{area=\"heap\"} ([0-9.E]+)")
            .matcher(client.admin("/metrics").body());
    return used.find() ? Double.parseDouble(used.group(1)) : Double.NaN;
  }

  private static String post(String path, int length) {
    return "POST "
        + path
        + " HTTP/1.1\r\n"
        + HOST
        + JSON
        + "Content-Length: "
        + length
        + "\r\nConnection: close\r\n\r\n";
  }

  /** Sends the same on many connections, and no more; each is answered or closed. */
  private static void allEnd(int count, String head, byte[] body) throws Exception {
    List<Future<?>> ends = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < count; i++) {
        ends.add(
            threads.submit(
                () -> {
                  try (Socket socket = connect()) {
                    socket.setSoTimeout(Math.toIntExact(Patience.LONG.toMillis()));
                    send(socket, head, body);
                    readAll(socket.getInputStream());
                  }
                  return true;
                }));
      }
      for (Future<?> end : ends) {
        assertThat(end.get()).isEqualTo(true);
      }
    }
  }

  private static void notReading(int count, String request) throws IOException {
    List<Socket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), client.port()));
        sockets.add(socket);
        send(socket, request, new byte[0]);
      }
      for (int i = 0; i < 50; i++) {
        assertThat(client.redirect(code).status()).isEqualTo(302);
      }
      assertThat(heap()).isLessThan(185e6);
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  private static Socket connect() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), client.port());
  }

  private static void send(Socket socket, String head, byte[] body) throws IOException {
    try {
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().write(body);
    } catch (SocketException closed) {
      // Refused before all of it was sent: the answer, if any, is there.
    }
  }

  private static String answered(String head, byte[] body) throws IOException {
    try (Socket socket = connect()) {
      socket.setSoTimeout(60_000);
      send(socket, head, body);
      return readAll(socket.getInputStream());
    }
  }

  private static String readAll(InputStream in) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try {
      in.transferTo(all);
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (SocketException reset) {
      // Closed with something of ours unread: TCP says so by a reset.
    }
    return all.toString(StandardCharsets.US_ASCII);
  }
}

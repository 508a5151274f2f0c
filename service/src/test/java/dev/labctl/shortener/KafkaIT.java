package dev.labctl.shortener;

import static dev.labctl.shortener.servers.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.shortener.servers.Child;
import dev.labctl.shortener.servers.Client;
import dev.labctl.shortener.servers.Client.Answer;
import dev.labctl.shortener.servers.KafkaBroker;
import dev.labctl.shortener.servers.Lab;
import dev.labctl.shortener.servers.ZipkinReceiver;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** One story: clicks through Kafka, the consumer as the program that it is. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class KafkaIT {
  private static final String JAVA = ProcessHandle.current().info().command().orElse("java");
  private static final String TOPIC = "shortener-clicks";
  private static final int MANY = 20_000;

  /** For a broker, at least: a redirect that waited for its click would take as long. */
  private static final Duration PRODUCERS_WAIT = Duration.ofMillis(500);

  private static Lab lab;
  private static KafkaBroker kafka;
  private static ZipkinReceiver zipkin;
  private static Client client;
  private static Client consumer;
  private static Child consuming;
  private static String code;
  private static long clicks;

  @BeforeAll
  static void start() throws Exception {
    lab = new Lab();
    kafka = new KafkaBroker(lab.folder()).start();
    kafka.topic(TOPIC, 3);
    lab.start();
    zipkin = new ZipkinReceiver();
    client = lab.app("kafka-one", config("kafka", "sink: kafka, ") + tracing("100%"));
    consumer = lab.client();
    consuming = consume("consumer", TOPIC);
    await().until(client::ready);
    // Until it knows the day's salt the instance hashes visitors with one of its own.
    await()
        .until(
            () -> lab.postgres().number(0, "shortener", "select count(*) from visitor_salts") == 2);
    code = client.create("https://load.example/").code();
  }

  @AfterAll
  static void stop() throws IOException {
    if (consuming != null) {
      consuming.close();
    }
    kafka.close();
    lab.close();
    zipkin.close();
  }

  @Test
  @Order(1)
  void clicksArriveThroughKafka() {
    click(100);
    awaitTotal();
    assertThat(client.get("/api/links/" + code + "/stats").body())
        .contains("{\"host\":\"news.example\",\"clicks\":100}", "\"uniqueVisitors\":1");
    await().until(() -> consumer.admin("/health/ready").status() == 200);
    assertThat(consumer.admin("/metrics").body())
        .containsPattern("shortener_clicks_consumed_total 1[0-9]{2}");
    assertThat(consumer.admin("/api/links").status()).isEqualTo(404);
  }

  @Test
  @Order(2)
  void aBatchIsOneTraceFromTheInstanceThroughKafkaToTheDatabase() {
    click(1);
    await()
        .untilAsserted(
            () ->
                assertThat(zipkin.spans())
                    .anySatisfy(
                        processed -> {
                          assertThat(named(processed)).isEqualTo("process " + TOPIC);
                          JsonNode sent = span(processed.path("parentId").asString(""));
                          assertThat(named(sent)).isEqualTo("send " + TOPIC);
                          assertThat(sent.get("traceId")).isEqualTo(processed.get("traceId"));
                          assertThat(sent.at("/tags/service.instance.id").asString())
                              .isEqualTo("kafka-one");
                          assertThat(sent.at("/remoteEndpoint/serviceName").asString())
                              .isEqualTo("kafka");
                          assertThat(sent.at("/remoteEndpoint/port").asInt())
                              .isEqualTo(kafka.address().port());
                          assertThat(zipkin.spans())
                              .anySatisfy(
                                  written -> {
                                    assertThat(written.path("parentId"))
                                        .isEqualTo(processed.get("id"));
                                    assertThat(written.at("/remoteEndpoint/serviceName").asString())
                                        .isEqualTo("postgresql");
                                    assertThat(written.at("/remoteEndpoint/port").asInt())
                                        .isPositive();
                                  });
                        }));
  }

  private static String named(JsonNode span) {
    return span.path("name").asString("");
  }

  private static JsonNode span(String id) {
    return zipkin.spans().stream()
        .filter(span -> span.get("id").asString().equals(id))
        .findFirst()
        .orElse(MissingNode.getInstance());
  }

  @Test
  @Order(3)
  void aKilledConsumerLosesAndDoublesNothing() throws IOException {
    consuming.kill();
    click(50);
    consuming = consume("consumer-again", TOPIC);
    awaitTotal();
    // Killed with the group's offsets somewhere behind what is applied, or not: the same sum.
    click(50);
    consuming.kill();
    consuming = consume("consumer-again-too", TOPIC);
    awaitTotal();
  }

  @Test
  @Order(4)
  void everyRecordOnceMoreAddsNothing() throws Exception {
    consuming.close(); // its port is the other one's now
    // Another group begins at the beginning.
    try (Child again = consume("replay", "replay")) {
      await()
          .ignoreExceptions()
          .untilAsserted(
              () ->
                  assertThat(consumer.admin("/metrics").body())
                      .contains("shortener_clicks_consumed_total " + clicks + ".0"));
      assertThat(again.process().isAlive()).isTrue();
    }
    assertThat(total()).isEqualTo(clicks);
    consuming = consume("consumer-back", TOPIC);
  }

  @Test
  @Order(5)
  void whatIsNoBatchIsPassedOverAndCounted() throws Exception {
    try (var producer =
        new KafkaProducer<>(kafka.client(), new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int partition = 0; partition < 3; partition++) {
        byte[] nonsense = "{\"version\":99}".getBytes(StandardCharsets.UTF_8);
        producer.send(new ProducerRecord<>(TOPIC, partition, null, nonsense)).get();
      }
    }
    click(10);
    awaitTotal();
    await()
        .ignoreExceptions()
        .untilAsserted(
            () ->
                assertThat(consumer.admin("/metrics").body())
                    .contains("shortener_click_records_unreadable_total 3.0"));
  }

  @Test
  @Order(6)
  void aKilledBrokerSlowsNoRedirectAndLosesNoClick() {
    kafka.kill();
    List<Duration> took = Stream.generate(() -> click().took()).limit(100).sorted().toList();
    assertThat(took.get(50)).as("the median").isLessThan(PRODUCERS_WAIT);
    await()
        .untilAsserted(
            () ->
                assertThat(client.admin("/metrics").body())
                    .containsPattern("shortener_click_flush_failures_total [1-9]"));
    click(20);
    kafka.start();
    awaitTotal();
    assertThat(client.admin("/metrics").body()).contains("shortener_clicks_dropped_total 0.0");
  }

  @Test
  @Order(7)
  void aBrokerThatStaysAwayCostsClicksThatAreCountedAndNoRedirect() throws Exception {
    kafka.kill();
    lab.postgres()
        .execute(
            0,
            "shortener",
            "insert into links (code, target) select 'k' || lpad(n::text, 6, '0'),"
                + " 'https://load.example/' from generate_series(1, %d) n".formatted(MANY));
    Client small = lab.client();
    Path config = lab.config("small", small.port(), small.adminPort());
    Files.writeString(config, config("small", "sink: kafka, "), StandardOpenOption.APPEND);
    // The less heap, the fewer counts wait.
    List<String> line = List.of(JAVA, "-Xmx96m", "-jar", jar().toString(), "serve", "--config");
    try (Child program =
            Child.start(
                lab.folder().resolve("small.log"),
                Stream.concat(line.stream(), Stream.of(config.toString())).toList());
        var threads = Executors.newFixedThreadPool(8)) {
      await().ignoreExceptions().until(small::ready);
      Queue<Answer> wrong = new ConcurrentLinkedQueue<>();
      for (int n = 1; n <= MANY; n++) {
        String one = "/k%06d".formatted(n);
        threads.execute(
            () -> {
              // The second click of a link is the one that makes it six cells.
              for (int i = 0; i < 2; i++) {
                Answer answer = small.send("GET", one, "");
                if (answer.status() != 302) {
                  wrong.add(answer);
                }
              }
            });
      }
      threads.shutdown();
      assertThat(threads.awaitTermination(2, TimeUnit.MINUTES)).isTrue();
      assertThat(wrong).isEmpty();
      await()
          .untilAsserted(
              () ->
                  assertThat(small.admin("/metrics").body())
                      .containsPattern("shortener_clicks_dropped_total [1-9]"));
      assertThat(program.process().isAlive()).isTrue();
    }
  }

  private static void click(int times) {
    for (int i = 0; i < times; i++) {
      click();
    }
  }

  private static Answer click() {
    Answer answer = client.send("GET", "/" + code, "", "Referer", "https://news.example/x");
    assertThat(answer.status()).isEqualTo(302);
    clicks++;
    return answer;
  }

  private static void awaitTotal() {
    await().untilAsserted(() -> assertThat(total()).isEqualTo(clicks));
  }

  private static long total() {
    return lab.postgres()
        .number(
            0,
            "shortener",
            "select coalesce(sum(clicks), 0) from click_minutes where code = '" + code + "'");
  }

  private static String config(String group, String sink) {
    return "clicks: {%skafka: {bootstrap: ['%s'], topic: %s, group: %s}}\n"
        .formatted(sink, kafka.address(), TOPIC, group);
  }

  private static String tracing(String sample) {
    return "tracing: {endpoint: '%s', sample: %s}\n".formatted(zipkin.endpoint(), sample);
  }

  private static Child consume(String name, String group) throws IOException {
    Path config = lab.config(name, consumer.port(), consumer.adminPort());
    // Of the batches, those are traced that came with a trace.
    Files.writeString(config, config(group, "") + tracing("0%"), StandardOpenOption.APPEND);
    return Child.start(
        lab.folder().resolve("consumer.log"),
        List.of(
            JAVA, "-Xmx96m", "-jar", jar().toString(), "consume", "--config", config.toString()));
  }

  private static Path jar() throws IOException {
    try (var files = Files.list(Path.of("target").toAbsolutePath())) {
      return files
          .filter(f -> f.getFileName().toString().matches("shortener-[0-9.]+\\.jar"))
          .findFirst()
          .orElseThrow(() -> new AssertionError("no jar in target"));
    }
  }
}

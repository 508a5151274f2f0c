package dev.labctl.shortener.servers;

import static dev.labctl.shortener.servers.Patience.await;

import dev.labctl.shortener.config.HostPort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;

/** A Kafka broker that is its own controller, in a process of its own. */
public final class KafkaBroker implements AutoCloseable {
  private static final String JAVA = ProcessHandle.current().info().command().orElse("java");
  private static final String LOOPBACK = "127.0.0.1";

  private final Path folder;
  private final Path config;
  private final int port = Machine.freePort();
  private Child process;

  /** Prepares, without starting. */
  public KafkaBroker(Path folder) {
    this.folder = folder;
    this.config = folder.resolve("kafka.properties");
    int controller = Machine.freePort();
    try {
      Files.writeString(
          config,
          """
          process.roles=broker,controller
          node.id=1
          controller.quorum.voters=1@127.0.0.1:%2$d
          listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
          advertised.listeners=PLAINTEXT://127.0.0.1:%1$d
          controller.listener.names=CONTROLLER
          listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
          log.dirs=%3$s
          auto.create.topics.enable=false
          offsets.topic.replication.factor=1
          offsets.topic.num.partitions=1
          group.initial.rebalance.delay.ms=0
          """
              .formatted(port, controller, folder.resolve("kafka")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    int formatted =
        kafka.tools.StorageTool.execute(
            new String[] {"format", "-t", Uuid.randomUuid().toString(), "-c", config.toString()},
            System.err);
    if (formatted != 0) {
      throw new AssertionError("Kafka's storage was not formatted: " + formatted);
    }
  }

  public HostPort address() {
    return new HostPort(LOOPBACK, port);
  }

  /** Starts it, or starts it again on what it had stored, and waits until it answers. */
  public KafkaBroker start() {
    process =
        Child.start(
            folder.resolve("kafka.log"),
            List.of(
                JAVA,
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                "kafka.Kafka",
                config.toString()));
    await()
        .ignoreExceptions()
        .until(
            () -> {
              try (Admin admin = admin()) {
                return !admin.describeCluster().nodes().get().isEmpty();
              }
            });
    return this;
  }

  /** Makes a topic. */
  public void topic(String name, int partitions) throws Exception {
    try (Admin admin = admin()) {
      admin.createTopics(Set.of(new NewTopic(name, partitions, (short) 1))).all().get();
    }
  }

  /** Settings of a client. */
  public Map<String, Object> client() {
    return Map.of(
        AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
        address().toString(),
        AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
        2_000,
        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
        5_000);
  }

  private Admin admin() {
    return Admin.create(client());
  }

  public void kill() {
    process.kill();
  }

  @Override
  public void close() {
    if (process != null) {
      process.close();
    }
  }
}

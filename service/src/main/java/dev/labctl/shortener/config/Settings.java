package dev.labctl.shortener.config;

import dev.labctl.shortener.failure.ShortenerException.Misconfigured;
import dev.labctl.shortener.limit.Network;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * The config file.
 *
 * @param instance the instance's name in logs and to Postgres
 * @param publicUrl what short URLs begin with, without a trailing slash
 */
public record Settings(
    String instance,
    Server server,
    URI publicUrl,
    Postgres postgres,
    Redis redis,
    @Nullable Links links,
    @Nullable LogSettings log,
    @Nullable ClickSettings clicks,
    @Nullable TracingSettings tracing,
    AuthSettings auth,
    LimitSettings limits,
    @Nullable CacheSettings cache,
    AdminSettings admin,
    @Nullable Cors cors) {

  public Settings {
    require(instance, "instance");
    require(server, "server");
    require(publicUrl, "publicUrl");
    require(postgres, "postgres");
    require(redis, "redis");
    auth = auth == null ? AuthSettings.DEFAULT : auth;
    admin = admin == null ? AdminSettings.DEFAULT : admin;
    limits = limits == null ? LimitSettings.DEFAULT : limits;
    if (publicUrl.getHost() == null || publicUrl.toString().endsWith("/")) {
      throw new Misconfigured(
          "publicUrl is '%s', must be absolute and not end with '/'".formatted(publicUrl), null);
    }
  }

  /**
   * @param drain how long to serve, not ready, after SIGTERM before the listener closes
   * @param trustedProxies whose X-Forwarded-For is believed, as addresses or networks; nobody's by
   *     default
   */
  public record Server(
      String host,
      int port,
      int adminPort,
      Delay drain,
      @Nullable List<Network> trustedProxies,
      @Nullable ServerLimits limits) {
    public Server {
      require(host, "server.host");
      require(drain, "server.drain");
      requirePort(port, "server.port");
      requirePort(adminPort, "server.adminPort");
    }

    /** Whose X-Forwarded-For is believed. */
    public List<Network> proxies() {
      return trustedProxies == null ? List.of() : List.copyOf(trustedProxies);
    }

    /** What a listener bears. */
    public ServerLimits bears() {
      return limits == null ? ServerLimits.DEFAULT : limits;
    }
  }

  /**
   * @param user the role that writes, and reads from the primary
   * @param owner the role that owns the schema; only {@code migrate} needs it and its password
   * @param reader the role that reads from replicas, which may do nothing else; null: {@code user}
   */
  public record Postgres(
      List<HostPort> hosts,
      String database,
      String user,
      Path passwordFile,
      @Nullable String owner,
      @Nullable Path ownerPasswordFile,
      @Nullable String reader,
      @Nullable Path readerPasswordFile,
      @Nullable Tls tls) {
    public Postgres {
      requireSome(hosts, "postgres.hosts");
      require(database, "postgres.database");
      require(user, "postgres.user");
      require(passwordFile, "postgres.passwordFile");
      hosts = List.copyOf(hosts);
      if ((reader == null) != (readerPasswordFile == null)) {
        throw new Misconfigured(
            "postgres.reader and postgres.readerPasswordFile belong together; set both or none",
            null);
      }
    }

    /** The role that reads from replicas. */
    public String readingRole() {
      return reader == null ? user : reader;
    }

    /** Its password's file. */
    public Path readingPasswordFile() {
      return readerPasswordFile == null ? passwordFile : readerPasswordFile;
    }
  }

  /**
   * @param master the name that the sentinels know the master by
   */
  public record Redis(
      List<HostPort> sentinels,
      String master,
      Path passwordFile,
      Path sentinelPasswordFile,
      @Nullable Tls tls) {
    public Redis {
      requireSome(sentinels, "redis.sentinels");
      require(master, "redis.master");
      require(passwordFile, "redis.passwordFile");
      require(sentinelPasswordFile, "redis.sentinelPasswordFile");
      sentinels = List.copyOf(sentinels);
    }
  }

  /**
   * @param denyHosts no link may lead to these host names or to any below them
   * @param ownUrls where this service is reached besides {@code publicUrl}, through a balancer or
   *     by another name: no link may lead there
   * @param linkLocal whether a link may lead to a link-local address, false by default
   */
  public record Links(
      @Nullable List<String> denyHosts,
      @Nullable List<String> ownUrls,
      @Nullable Boolean linkLocal) {}

  /** URLs at which this service is reached. */
  public List<String> ownUrls() {
    List<String> urls = new ArrayList<>(List.of(publicUrl.toString()));
    urls.add("http://" + literal(server.host()) + ":" + server.port());
    urls.add("http://" + literal(adminHost()) + ":" + server.adminPort());
    if (links != null && links.ownUrls != null) {
      urls.addAll(links.ownUrls);
    }
    return urls;
  }

  private static String literal(String host) {
    return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
  }

  /** Whether a link may lead to a link-local address. */
  public boolean linkLocal() {
    return links != null && links.linkLocal != null && links.linkLocal;
  }

  /** Where the admin port listens. */
  public String adminHost() {
    return admin.host() == null ? server.host() : admin.host();
  }

  /**
   * @param origins whose pages may use the interface, such as {@code https://app.example}; {@code
   *     *} for all
   */
  public record Cors(Set<String> origins) {
    public Cors {
      requireSome(origins == null ? null : List.copyOf(origins), "cors.origins");
      origins = Set.copyOf(origins);
    }
  }

  /** Whose pages may use the interface from their own origin. */
  public Set<String> origins() {
    return cors == null ? Set.of() : cors.origins;
  }

  /** True if click counts go to Kafka. */
  public boolean clicksToKafka() {
    return clicks != null && clicks.sink() == ClickSettings.Sink.KAFKA;
  }

  /**
   * Where Kafka is.
   *
   * @throws Misconfigured if the config does not say
   */
  public KafkaSettings kafka() {
    if (clicks == null || clicks.kafka() == null) {
      throw new Misconfigured("clicks.kafka is missing; it says where to find Kafka", null);
    }
    return clicks.kafka();
  }

  /** The caches' settings, with defaults for what is not set. */
  public CacheSettings caches() {
    return cache == null ? CacheSettings.DEFAULT : cache;
  }

  /** Host names that no link may lead to. */
  public List<String> denyHosts() {
    return links == null || links.denyHosts == null ? List.of() : List.copyOf(links.denyHosts);
  }

  /** What gets a line in the log. */
  public LogSettings logging() {
    return log == null ? LogSettings.DEFAULT : log;
  }

  /** Reads a YAML file; unknown keys are errors. */
  public static Settings read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return parse(file.toString(), in);
    } catch (IOException e) {
      throw new Misconfigured("config file " + file + " cannot be read", e);
    }
  }

  /** Reads YAML that messages call so. */
  static Settings parse(String file, InputStream yaml) throws IOException {
    YAMLMapper mapper =
        YAMLMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
    try {
      Settings settings = mapper.readValue(yaml, Settings.class);
      require(settings, "everything in config file " + file);
      return settings;
    } catch (JacksonException e) {
      Throwable cause = e.getCause() instanceof Misconfigured ? e.getCause() : e;
      throw new Misconfigured("config file " + file + ": " + cause.getMessage(), e);
    }
  }

  static void require(@Nullable Object value, String key) {
    if (value == null || value.equals("")) {
      throw new Misconfigured(key + " is missing", null);
    }
  }

  static void requireSome(@Nullable List<?> values, String key) {
    if (values == null || values.isEmpty()) {
      throw new Misconfigured(key + " is missing or empty", null);
    }
  }

  private static void requirePort(int port, String key) {
    if (port < 1 || port > 65_535) {
      throw new Misconfigured(key + " is " + port + ", must be 1 to 65535", null);
    }
  }
}

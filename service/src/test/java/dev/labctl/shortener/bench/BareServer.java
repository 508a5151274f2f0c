package dev.labctl.shortener.bench;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.zaxxer.hikari.HikariDataSource;
import dev.labctl.shortener.config.Secret;
import dev.labctl.shortener.config.Settings;
import dev.labctl.shortener.link.Code;
import dev.labctl.shortener.postgres.Pools;
import dev.labctl.shortener.postgres.PostgresLinkStore;
import dev.labctl.shortener.postgres.PostgresLookup;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisSentinelClient;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the shortener is measured against: Helidon with one handler that does the least that gives
 * the same answer. No metrics, log, filter, limits, breaker or error handling; the same database
 * pools and statements.
 */
public final class BareServer {
  private static final String TARGET = "https://load.example/";
  private static final int REDIS_CONNECTIONS = 64;

  // One code to a statement is what such a handler would ask with: an array costs more.
  private static final String SELECT = PostgresLookup.FIND.replace("any(?)", "?");
  private static final JsonMapper JSON = new JsonMapper();

  private BareServer() {}

  /** Takes {@code caffeine|jedis|select|insert} and the path of a shortener's config file. */
  public static void main(String[] args) {
    Settings settings = Settings.read(Path.of(args[1]));
    HttpRouting.Builder routing = HttpRouting.builder();
    switch (args[0]) {
      case "caffeine" -> routing.get("/{code}", caffeine());
      case "jedis" -> routing.get("/{code}", jedis(settings.redis()));
      case "select" -> routing.get("/{code}", select(Pools.replica(settings)));
      case "insert" -> routing.post("/api/links", insert(Pools.primary(settings)));
      default -> throw new IllegalArgumentException(args[0]);
    }
    WebServer.builder()
        .host(settings.server().host())
        .port(settings.server().port())
        .routing(routing)
        .build()
        .start();
  }

  private static void redirect(ServerResponse response, String target) {
    response.status(Status.FOUND_302).header(HeaderNames.LOCATION, target).send();
  }

  private static String code(ServerRequest request) {
    return request.path().pathParameters().get("code");
  }

  private static Handler caffeine() {
    var cache = Caffeine.newBuilder().maximumSize(10_000).<String, String>build();
    return (request, response) -> redirect(response, cache.get(code(request), c -> TARGET + c));
  }

  private static Handler jedis(Settings.Redis settings) {
    ConnectionPoolConfig pool = new ConnectionPoolConfig();
    pool.setMaxTotal(REDIS_CONNECTIONS);
    pool.setMaxIdle(REDIS_CONNECTIONS);
    Set<HostAndPort> sentinels =
        settings.sentinels().stream()
            .map(s -> new HostAndPort(s.host(), s.port()))
            .collect(Collectors.toSet());
    RedisSentinelClient client =
        RedisSentinelClient.builder()
            .masterName(settings.master())
            .sentinels(sentinels)
            .sentinelClientConfig(password(settings.sentinelPasswordFile()))
            .clientConfig(password(settings.passwordFile()))
            .poolConfig(pool)
            .build();
    return (request, response) -> redirect(response, client.get("link:" + code(request)));
  }

  private static DefaultJedisClientConfig password(Path file) {
    return DefaultJedisClientConfig.builder()
        .password(Secret.read(file).value())
        .autoNegotiateProtocol(false)
        .build();
  }

  private static Handler select(HikariDataSource pool) {
    return (request, response) -> {
      try (Connection connection = pool.getConnection();
          PreparedStatement statement = connection.prepareStatement(SELECT)) {
        statement.setString(1, code(request));
        try (ResultSet row = statement.executeQuery()) {
          row.next();
          redirect(response, row.getString("target"));
        }
      }
    };
  }

  private static Handler insert(HikariDataSource pool) {
    SecureRandom random = new SecureRandom();
    return (request, response) -> {
      String target = JSON.readTree(request.content().as(byte[].class)).get("target").asString();
      String code = create(pool, Code.random(random).value(), target);
      response
          .status(Status.CREATED_201)
          .header(HeaderNames.CONTENT_TYPE, "application/json")
          .send(JSON.writeValueAsBytes(Map.of("code", code, "target", target)));
    };
  }

  private static String create(HikariDataSource pool, String code, String target)
      throws SQLException {
    try (Connection connection = pool.getConnection();
        PreparedStatement statement = connection.prepareStatement(PostgresLinkStore.CREATE)) {
      statement.setNull(1, Types.VARCHAR);
      statement.setNull(2, Types.VARCHAR);
      statement.setString(3, code);
      statement.setString(4, target);
      statement.setNull(5, Types.VARCHAR);
      statement.setNull(6, Types.VARCHAR);
      statement.setNull(7, Types.VARCHAR);
      statement.setInt(8, 302);
      statement.setBoolean(9, true);
      statement.setNull(10, Types.VARCHAR);
      statement.setNull(11, Types.BIGINT);
      statement.setArray(12, connection.createArrayOf("text", new String[0]));
      statement.setNull(13, Types.BIGINT);
      statement.setNull(14, Types.VARCHAR);
      statement.setNull(15, Types.VARCHAR);
      statement.setBoolean(16, false);
      statement.setBoolean(17, false);
      statement.setNull(18, Types.BIGINT);
      statement.setNull(19, Types.VARCHAR);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getString("code");
      }
    }
  }
}

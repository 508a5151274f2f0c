package dev.labctl.shortener;

import dev.labctl.shortener.auth.ApiKeys;
import dev.labctl.shortener.auth.Argon2;
import dev.labctl.shortener.auth.Authenticator;
import dev.labctl.shortener.auth.Directory;
import dev.labctl.shortener.auth.Identities;
import dev.labctl.shortener.auth.SignIns;
import dev.labctl.shortener.auth.Tokens;
import dev.labctl.shortener.config.Settings;
import dev.labctl.shortener.guard.CircuitBreaker;
import dev.labctl.shortener.http.Callers;
import dev.labctl.shortener.http.KeyApi;
import dev.labctl.shortener.http.TokenApi;
import dev.labctl.shortener.observe.ServiceMetrics;
import dev.labctl.shortener.postgres.PostgresKeyStore;
import dev.labctl.shortener.postgres.PostgresSignIns;
import dev.labctl.shortener.user.PasswordHasher;
import io.helidon.webserver.http.HttpService;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The part of the composition root that knows users.
 *
 * @param callers tells who sent a request
 * @param services the endpoints for users, keys and tokens
 */
record Access(Callers callers, List<HttpService> services) {

  /** Wires it. */
  static Access wire(
      Settings settings,
      Directory directory,
      DataSource primary,
      CircuitBreaker breaker,
      ServiceMetrics metrics) {
    InstantSource clock = InstantSource.system();
    Tokens tokens = new Tokens(tokenKey(settings, directory), settings.auth().lifetime(), clock);
    Identities identities = new Identities(directory, System::nanoTime);
    Callers callers =
        new Callers(new Authenticator(identities, tokens), settings.auth().anonymousMayCreate());
    PasswordHasher hasher = new Argon2();
    ApiKeys keys =
        new ApiKeys(new PostgresKeyStore(primary, breaker), identities, new SecureRandom(), clock);
    return new Access(
        callers,
        List.of(
            new TokenApi(
                new SignIns(new PostgresSignIns(primary, breaker), hasher, tokens), metrics),
            new KeyApi(keys, callers)));
  }

  /** The configured key, else the database's, read when it is first needed. */
  private static Supplier<byte[]> tokenKey(Settings settings, Directory directory) {
    AtomicReference<byte @Nullable []> key =
        new AtomicReference<>(settings.auth().tokenKey().orElse(null));
    return () -> {
      byte[] known = key.get();
      if (known == null) {
        known = directory.tokenKey();
        key.set(known);
      }
      return known;
    };
  }
}

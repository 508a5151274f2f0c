package dev.labctl.shortener;

import dev.labctl.shortener.audit.EventLog;
import dev.labctl.shortener.audit.FallbackEventLog;
import dev.labctl.shortener.auth.ApiKeys;
import dev.labctl.shortener.auth.Argon2;
import dev.labctl.shortener.auth.Attempts;
import dev.labctl.shortener.auth.Authenticator;
import dev.labctl.shortener.auth.Directory;
import dev.labctl.shortener.auth.EditSecrets;
import dev.labctl.shortener.auth.FallbackDirectory;
import dev.labctl.shortener.auth.Identities;
import dev.labctl.shortener.auth.SignIns;
import dev.labctl.shortener.auth.Tokens;
import dev.labctl.shortener.config.Settings;
import dev.labctl.shortener.guard.Fallback;
import dev.labctl.shortener.http.Callers;
import dev.labctl.shortener.http.ClientAddress;
import dev.labctl.shortener.http.DearFilter;
import dev.labctl.shortener.http.EventApi;
import dev.labctl.shortener.http.KeyApi;
import dev.labctl.shortener.http.KeyOwners;
import dev.labctl.shortener.http.RateFilter;
import dev.labctl.shortener.http.ResetApi;
import dev.labctl.shortener.http.TokenApi;
import dev.labctl.shortener.limit.Quota;
import dev.labctl.shortener.limit.RateLimiter;
import dev.labctl.shortener.observe.ServiceMetrics;
import dev.labctl.shortener.postgres.Compartment;
import dev.labctl.shortener.postgres.Compartments;
import dev.labctl.shortener.postgres.PostgresAttempts;
import dev.labctl.shortener.postgres.PostgresDirectory;
import dev.labctl.shortener.postgres.PostgresEventLog;
import dev.labctl.shortener.postgres.PostgresKeyStore;
import dev.labctl.shortener.postgres.PostgresResets;
import dev.labctl.shortener.postgres.PostgresSignIns;
import dev.labctl.shortener.postgres.PostgresUserStore;
import dev.labctl.shortener.postgres.Purpose;
import dev.labctl.shortener.user.PasswordHasher;
import dev.labctl.shortener.user.Resets;
import dev.labctl.shortener.user.Users;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.HttpService;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The part of the composition root that knows users.
 *
 * @param callers tells who sent a request
 * @param users manages users
 * @param services the endpoints for keys, tokens and events
 * @param keyOwners tells whose an idempotency key is
 * @param filters refuse whoever asks too often
 */
record Access(
    Callers callers,
    Users users,
    List<HttpService> services,
    KeyOwners keyOwners,
    List<Filter> filters) {

  /** Wires it over the two pools. */
  static Access wire(
      Settings settings,
      Compartments primary,
      Compartments replica,
      ClientAddress clients,
      ServiceMetrics metrics) {
    InstantSource clock = InstantSource.system();
    Compartment accounts = primary.of(Purpose.ACCESS);
    Directory directory =
        new FallbackDirectory(
            new Fallback<>(
                new PostgresDirectory(accounts),
                new PostgresDirectory(replica.of(Purpose.ACCESS))));
    EventLog events =
        new FallbackEventLog(
            new Fallback<>(
                new PostgresEventLog(primary.of(Purpose.LISTS)),
                new PostgresEventLog(replica.of(Purpose.LISTS))));
    PostgresDirectory primaryDirectory = new PostgresDirectory(accounts);
    Supplier<byte[]> tokenKey = tokenKey(settings, primaryDirectory::tokenKey);
    Tokens tokens = new Tokens(tokenKey, settings.auth().lifetime(), clock);
    Identities identities = new Identities(directory, System::nanoTime);
    Callers callers =
        new Callers(
            new Authenticator(identities, tokens),
            new EditSecrets(tokenKey),
            settings.auth().anonymousMayCreate());
    PasswordHasher hasher = new Argon2();
    SignIns signIns = new SignIns(new PostgresSignIns(accounts), hasher, tokens);
    ApiKeys keys =
        new ApiKeys(new PostgresKeyStore(accounts), identities, new SecureRandom(), clock);
    Users users = new Users(new PostgresUserStore(accounts), hasher, identities::changed);
    Resets resets =
        new Resets(
            new PostgresResets(accounts), hasher, new SecureRandom(), clock, identities::changed);
    return new Access(
        callers,
        users,
        List.of(
            new TokenApi(
                signIns,
                new Attempts(new PostgresAttempts(accounts), settings.limits().signIns()),
                clients,
                metrics),
            new KeyApi(keys, users, callers),
            new ResetApi(resets, callers),
            new EventApi(events, callers)),
        new KeyOwners(clients, tokenKey),
        Stream.concat(
                RateFilter.of(
                    limiterOrNull("address", settings.limits().perAddress()),
                    limiterOrNull("user", settings.limits().perUser()),
                    clients,
                    callers)
                    .stream(),
                Stream.of(
                    new DearFilter(limiter("dear", settings.limits().dear()), clients, callers)))
            .toList());
  }

  private static RateLimiter limiter(String name, Quota quota) {
    return new RateLimiter(name, quota, System::nanoTime);
  }

  private static @Nullable RateLimiter limiterOrNull(String name, @Nullable Quota quota) {
    return quota == null ? null : limiter(name, quota);
  }

  /** The configured key, else the database's, read when it is first needed. */
  private static Supplier<byte[]> tokenKey(Settings settings, Supplier<byte[]> stored) {
    AtomicReference<byte @Nullable []> key =
        new AtomicReference<>(settings.auth().tokenKey().orElse(null));
    return () -> {
      byte[] known = key.get();
      if (known == null) {
        known = stored.get();
        key.set(known);
      }
      return known;
    };
  }
}

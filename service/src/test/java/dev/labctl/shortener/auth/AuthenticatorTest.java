package dev.labctl.shortener.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.shortener.failure.ShortenerException.DependencyFailed;
import dev.labctl.shortener.failure.ShortenerException.NotSignedIn;
import dev.labctl.shortener.user.Caller;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class AuthenticatorTest {
  private static final Identity ALICE = new Identity(7, false, 0);

  private final ApiKey key = ApiKey.random(new SecureRandom());
  private final People people = new People();
  private final AtomicLong nanos = new AtomicLong();
  private final Identities identities = new Identities(people, nanos::get);
  private final Tokens tokens =
      new Tokens(() -> new byte[32], Duration.ofMinutes(15), InstantSource.system());
  private final Authenticator authenticator = new Authenticator(identities, tokens);

  @Test
  void whoeverSendsNothingIsAnonymous() {
    assertThat(authenticator.authenticate(null, null)).isEqualTo(new Caller.Anonymous());
    assertThat(people.asked).isZero();
  }

  @Test
  void aKeyWorksInBothHeaders() {
    people.keys.put(key.hash(), ALICE);
    Caller alice = new Caller.SignedIn(7, false);
    assertThat(authenticator.authenticate(key.value(), null)).isEqualTo(alice);
    assertThat(authenticator.authenticate(null, "Bearer " + key.value())).isEqualTo(alice);
    assertThat(authenticator.authenticate(null, "bearer  " + key.value())).isEqualTo(alice);
    assertThat(people.asked).as("known for 5 s").isEqualTo(1);
  }

  @Test
  void aTokenWorksAsLongAsItsUserIsTheSame() {
    people.users.put(7L, ALICE);
    String header = "Bearer " + tokens.issue(ALICE).value();
    assertThat(authenticator.authenticate(null, header)).isEqualTo(new Caller.SignedIn(7, false));
    people.users.put(7L, new Identity(7, true, 0));
    identities.changed();
    assertThat(authenticator.authenticate(null, header)).isEqualTo(new Caller.SignedIn(7, true));
    people.users.put(7L, new Identity(7, true, 1));
    identities.changed();
    assertRefused(null, header);
    people.users.clear();
    identities.changed();
    assertRefused(null, header);
  }

  @Test
  void aRevokedKeyEndsWithinFiveSecondsWhereNobodyWasTold() {
    people.keys.put(key.hash(), ALICE);
    authenticator.authenticate(key.value(), null);
    people.keys.clear();
    nanos.set(Duration.ofMillis(4999).toNanos());
    assertThat(authenticator.authenticate(key.value(), null).userId()).isEqualTo(7L);
    nanos.set(Duration.ofMillis(5001).toNanos());
    assertRefused(key.value(), null);
  }

  @Test
  void badCredentialsAreRefusedAndNeverAnonymous() {
    assertRefused("", null);
    assertRefused("no-key", null);
    assertRefused(key.value(), null);
    assertRefused(null, "Bearer " + key.value());
    assertRefused(null, "Bearer ");
    assertRefused(null, "Basic YTpi");
    assertRefused(null, "");
    people.keys.put(key.hash(), ALICE);
    identities.changed();
    assertRefused(key.value(), "Bearer " + key.value());
  }

  @Test
  void aFailureIsNoAnswerAndIsNotRemembered() {
    people.down = true;
    assertThatThrownBy(() -> authenticator.authenticate(key.value(), null))
        .isInstanceOf(DependencyFailed.class);
    people.down = false;
    people.keys.put(key.hash(), ALICE);
    assertThat(authenticator.authenticate(key.value(), null).userId()).isEqualTo(7L);
  }

  @Property
  void anyHeaderIsReadWithoutAnotherError(@ForAll String text) {
    assertRefused(text, null);
    assertRefused(null, text);
    assertRefused(null, "Bearer " + text);
    assertRefused(null, "Bearer slk_" + text);
  }

  private void assertRefused(String apiKey, String authorization) {
    assertThatThrownBy(() -> authenticator.authenticate(apiKey, authorization))
        .isInstanceOf(NotSignedIn.class);
  }

  private static final class People implements Directory {
    private final Map<ApiKey.Hash, Identity> keys = new HashMap<>();
    private final Map<Long, Identity> users = new HashMap<>();
    private int asked;
    private boolean down;

    @Override
    public Optional<Identity> byKey(ApiKey.Hash hash) {
      asked++;
      if (down) {
        throw new DependencyFailed("down", null);
      }
      return Optional.ofNullable(keys.get(hash));
    }

    @Override
    public Optional<Identity> byId(long user) {
      return Optional.ofNullable(users.get(user));
    }
  }
}

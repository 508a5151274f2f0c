package dev.labctl.shortener.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.shortener.auth.SignIns.Candidate;
import dev.labctl.shortener.failure.ShortenerException.NotSignedIn;
import dev.labctl.shortener.user.Password;
import dev.labctl.shortener.user.PasswordHash;
import dev.labctl.shortener.user.PasswordHasher;
import dev.labctl.shortener.user.UserName;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SignInsTest {
  private static final PasswordHash HASH =
      new PasswordHash("$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$" + "A".repeat(43));

  private final Map<UserName, Candidate> people = new HashMap<>();
  private final List<Long> events = new ArrayList<>();
  private int checks;
  private int generation;

  private final SignIns.Store store =
      new SignIns.Store() {
        @Override
        public Optional<Candidate> find(UserName name) {
          return Optional.ofNullable(people.get(name));
        }

        @Override
        public Optional<Identity> signedIn(Candidate candidate) {
          if (candidate.generation() != generation) {
            return Optional.empty();
          }
          events.add(candidate.user());
          return Optional.of(new Identity(candidate.user(), false, generation));
        }
      };
  private final PasswordHasher hasher =
      new PasswordHasher() {
        @Override
        public PasswordHash hash(Password password) {
          throw new AssertionError("nobody sets a password here");
        }

        @Override
        public boolean matches(Password password, PasswordHash hash) {
          checks++;
          return hash != null && password.value().equals("right");
        }
      };
  private final Tokens tokens =
      new Tokens(() -> new byte[32], Duration.ofMinutes(1), InstantSource.system());
  private final SignIns signIns = new SignIns(store, hasher, tokens);

  @Test
  void theRightPasswordGivesATokenAndIsWrittenDown() {
    people.put(new UserName("alice"), new Candidate(7, 0, HASH));
    Tokens.Token token = signIns.signIn("Alice", new Password("right"));
    assertThat(tokens.read(token.value())).contains(new Tokens.Claims(7, 0));
    assertThat(events).containsExactly(7L);
  }

  @Test
  void everyRefusalSaysTheSameAndCostsAPasswordCheck() {
    people.put(new UserName("alice"), new Candidate(7, 0, HASH));
    people.put(new UserName("bob"), new Candidate(8, 0, null));
    for (String name : List.of("alice", "bob", "nobody", "no name at all", "")) {
      int before = checks;
      String password = name.equals("alice") ? "wrong" : "right";
      assertThatThrownBy(() -> signIns.signIn(name, new Password(password)))
          .isInstanceOf(NotSignedIn.class)
          .hasMessage("name or password is wrong");
      assertThat(checks - before).as(name).isEqualTo(1);
    }
    assertThat(events).isEmpty();
  }

  @Test
  void whoeverChangedMeanwhileDoesNotGetIn() {
    people.put(new UserName("alice"), new Candidate(7, 0, HASH));
    generation = 1;
    assertThatThrownBy(() -> signIns.signIn("alice", new Password("right")))
        .isInstanceOf(NotSignedIn.class);
  }
}

package dev.labctl.shortener.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.shortener.failure.ShortenerException.InvalidInput;
import dev.labctl.shortener.failure.ShortenerException.NotFound;
import dev.labctl.shortener.failure.ShortenerException.Taken;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class UsersTest {
  private static final PasswordHash HASH =
      new PasswordHash("$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$" + "A".repeat(43));
  private static final Caller ROOT = new Caller.SignedIn(1, true);

  private final Store store = new Store();
  private int hashed;
  private int changes;
  private final PasswordHasher hasher =
      new PasswordHasher() {
        @Override
        public PasswordHash hash(Password password) {
          hashed++;
          return HASH;
        }

        @Override
        public boolean matches(Password password, PasswordHash hash) {
          return hash != null && password.value().equals("right");
        }
      };
  private final Users users = new Users(store, hasher, () -> changes++);

  @Test
  void onlyWhatHasAPasswordIsHashed() {
    users.createAll(List.of(user("ann", "1234567890"), user("ben", null)), ROOT);
    assertThat(hashed).isEqualTo(1);
    assertThat(store.offered).extracting(UserStore.Hashed::hash).containsExactly(HASH, null);
  }

  @Test
  void aNameTwiceInOneFileIsRefusedTheSecondTime() {
    assertThat(
            users.createAll(
                List.of(user("ann", null), user("ANN", null), user("taken", null)), ROOT))
        .satisfiesExactly(
            first -> assertThat(first).isEmpty(),
            second -> assertThat(second.orElseThrow()).contains("'ann' is in use"),
            third -> assertThat(third.orElseThrow()).contains("'taken' is in use"));
    assertThatThrownBy(() -> users.create(user("taken", null), ROOT)).isInstanceOf(Taken.class);
  }

  @Test
  void eachOutcomeOfAChangeIsTold() {
    UserChange change = new UserChange(null, null, false, null, false);
    store.edit = new UserStore.Edit.LastAdmin();
    assertThatThrownBy(() -> users.update(1, change, ROOT)).hasMessageContaining("last active");
    store.edit = new UserStore.Edit.NameTaken();
    assertThatThrownBy(() -> users.update(1, change, ROOT)).isInstanceOf(Taken.class);
    store.edit = new UserStore.Edit.Missing();
    assertThatThrownBy(() -> users.delete(1, ROOT)).isInstanceOf(NotFound.class);
    assertThat(changes).isZero();
    store.edit = new UserStore.Edit.Done(Store.made(1, new UserName("ann")), 0, 2);
    assertThat(users.update(1, change, ROOT).user().id()).isEqualTo(1);
    assertThat(changes).as("cached rights are forgotten").isEqualTo(1);
  }

  @Test
  void aPageHasItsLimits() {
    assertThatThrownBy(() -> users.list(0, 0)).isInstanceOf(InvalidInput.class);
    assertThatThrownBy(() -> users.list(0, 201)).hasMessageContaining("1 to 200");
  }

  private static NewUser user(String name, String password) {
    return new NewUser(
        new UserName(name), password == null ? null : new Password(password), false, true);
  }

  private static final class Store implements UserStore {
    private final List<Hashed> offered = new ArrayList<>();
    private Edit edit = new Edit.Missing();

    static User made(long id, UserName name) {
      return new User(id, name, false, true, Instant.EPOCH);
    }

    @Override
    public List<User> createAll(List<Hashed> users, Caller caller) {
      offered.addAll(users);
      return users.stream()
          .map(Hashed::name)
          .filter(name -> !Set.of("taken").contains(name.value()))
          .map(name -> made(1, name))
          .toList();
    }

    @Override
    public User ensureAdmin(UserName name, PasswordHash hash) {
      return made(1, name);
    }

    @Override
    public Optional<User> find(long id) {
      return Optional.empty();
    }

    @Override
    public Optional<PasswordHash> hash(long id) {
      return Optional.empty();
    }

    @Override
    public List<User> list(long after, int limit) {
      return List.of();
    }

    @Override
    public Edit update(long id, HashedChange change, Caller caller) {
      return edit;
    }

    @Override
    public Edit delete(long id, Caller caller) {
      return edit;
    }
  }
}

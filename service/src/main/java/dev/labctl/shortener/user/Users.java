package dev.labctl.shortener.user;

import dev.labctl.shortener.failure.ShortenerException.InvalidInput;
import dev.labctl.shortener.failure.ShortenerException.NotAllowed;
import dev.labctl.shortener.failure.ShortenerException.NotFound;
import dev.labctl.shortener.failure.ShortenerException.Taken;
import dev.labctl.shortener.user.UserStore.Edit;
import dev.labctl.shortener.user.UserStore.Hashed;
import dev.labctl.shortener.user.UserStore.HashedChange;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes, changes and deletes users. */
public final class Users {
  /** Most users of one answer. */
  public static final int MAX_LIMIT = 200;

  private final UserStore store;
  private final PasswordHasher hasher;
  private final Runnable onChange;

  /**
   * @param onChange is told when somebody's rights or tokens may have ended
   */
  public Users(UserStore store, PasswordHasher hasher, Runnable onChange) {
    this.store = store;
    this.hasher = hasher;
    this.onChange = onChange;
  }

  /**
   * Makes a user.
   *
   * @throws Taken if the name is in use
   */
  public User create(NewUser user, Caller caller) {
    List<User> created = store.createAll(List.of(hashed(user)), caller);
    if (created.isEmpty()) {
      throw taken(user.name());
    }
    return created.getFirst();
  }

  /** Makes what can be made; for each, in order, empty or why it was refused. */
  public List<Optional<String>> createAll(List<NewUser> users, Caller caller) {
    List<Hashed> offered = new ArrayList<>();
    Set<UserName> names = new HashSet<>();
    List<Boolean> first = users.stream().map(user -> names.add(user.name())).toList();
    for (int i = 0; i < users.size(); i++) {
      if (first.get(i)) {
        offered.add(hashed(users.get(i)));
      }
    }
    Set<UserName> made =
        store.createAll(offered, caller).stream().map(User::name).collect(Collectors.toSet());
    List<Optional<String>> results = new ArrayList<>();
    for (int i = 0; i < users.size(); i++) {
      UserName name = users.get(i).name();
      results.add(
          first.get(i) && made.contains(name)
              ? Optional.empty()
              : Optional.of(String.valueOf(taken(name).getMessage())));
    }
    return results;
  }

  private Hashed hashed(NewUser user) {
    return new Hashed(user.name(), hash(user.password()), user.admin(), user.active());
  }

  private @Nullable PasswordHash hash(@Nullable Password password) {
    return password == null ? null : hasher.hash(password);
  }

  /** Makes somebody an active admin with this password, whoever it was before. */
  public User ensureAdmin(UserName name, Password password) {
    return store.ensureAdmin(name, hasher.hash(password));
  }

  public User find(long id) {
    return store.find(id).orElseThrow(Users::missing);
  }

  /** Users by ascending id, behind {@code after}. */
  public List<User> list(long after, int limit) {
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new InvalidInput("limit is %d, must be 1 to %d".formatted(limit, MAX_LIMIT));
    }
    return store.list(after, limit);
  }

  /**
   * Changes a user.
   *
   * @throws Taken if the name is in use, or the last admin would be gone
   */
  public Edit.Done update(long id, UserChange change, Caller caller) {
    HashedChange hashed =
        new HashedChange(
            change.name(),
            hash(change.password()),
            change.admin(),
            change.active(),
            change.endKeys());
    return done(store.update(id, hashed, caller));
  }

  /**
   * Throws NotAllowed unless this is the user's password: a stolen token must not be worth more
   * than its quarter of an hour.
   *
   * @param member what the password was sent as
   */
  public void requirePassword(long id, Password password, String member) {
    if (!hasher.matches(password, store.hash(id).orElse(null))) {
      throw new NotAllowed(member + " is wrong");
    }
  }

  /** Forgets a user. */
  public void delete(long id, Caller caller) {
    var unused = done(store.delete(id, caller));
  }

  private Edit.Done done(Edit edit) {
    Edit.Done done =
        switch (edit) {
          case Edit.Done it -> it;
          case Edit.Missing() -> throw missing();
          case Edit.LastAdmin() ->
              throw new Taken("this is the last active admin; make another one first");
          case Edit.NameTaken() -> throw new Taken("the name is in use; choose another");
        };
    onChange.run();
    return done;
  }

  private static Taken taken(UserName name) {
    return new Taken("name '%s' is in use; choose another".formatted(name.value()));
  }

  private static NotFound missing() {
    return new NotFound("There is no such user.");
  }
}

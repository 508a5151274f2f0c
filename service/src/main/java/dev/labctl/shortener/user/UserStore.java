package dev.labctl.shortener.user;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where users are kept. Every method may throw DependencyFailed; each change writes its audit event
 * in its own transaction.
 */
public interface UserStore {
  /** A user with the hash of its password, or null for none. */
  record Hashed(UserName name, @Nullable PasswordHash hash, boolean admin, boolean active) {}

  /** A change with the hash of the new password, or null for the old one. */
  record HashedChange(
      @Nullable UserName name,
      @Nullable PasswordHash hash,
      @Nullable Boolean admin,
      @Nullable Boolean active,
      boolean endKeys) {}

  /** What became of a change. */
  sealed interface Edit {
    /**
     * Done; the user as it is now, or as it was before it was deleted.
     *
     * @param keysEnded how many API keys ended with it
     * @param keysLeft how many go on
     */
    record Done(User user, long keysEnded, long keysLeft) implements Edit {}

    /** There is no such user. */
    record Missing() implements Edit {}

    /** Nobody would be left who may manage users. */
    record LastAdmin() implements Edit {}

    /** Another user has the name. */
    record NameTaken() implements Edit {}
  }

  /** Makes those users whose names are free, in one transaction; returns them. */
  List<User> createAll(List<Hashed> users, Caller caller);

  /** Makes an active admin, or makes one of a user, with a new password. */
  User ensureAdmin(UserName name, PasswordHash hash);

  Optional<User> find(long id);

  /** The hash of a user's password, if there are such a user and password. */
  Optional<PasswordHash> hash(long id);

  /** Users by ascending id, behind {@code after}. */
  List<User> list(long after, int limit);

  /** Changes a user; a new password, or switching off, ends older access tokens. */
  Edit update(long id, HashedChange change, Caller caller);

  /** Forgets a user and its keys. Its links go on, and only admins may change them. */
  Edit delete(long id, Caller caller);
}

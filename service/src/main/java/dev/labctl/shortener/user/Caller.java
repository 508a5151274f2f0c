package dev.labctl.shortener.user;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who sent a request. */
public sealed interface Caller {
  /** The caller's user id, or null if nobody is signed in. */
  default @Nullable Long userId() {
    return null;
  }

  /** True for those who may see and change everything. */
  default boolean isAdmin() {
    return false;
  }

  /** Nobody in particular. */
  record Anonymous() implements Caller {}

  /**
   * Nobody in particular, who holds the edit secret of a link that is nobody's.
   *
   * @param linkMadeAt when that link was made: its code may be another link's by now
   */
  record Holder(Instant linkMadeAt) implements Caller {}

  /**
   * A user who proved it.
   *
   * @param admin whether the user is an admin
   * @param scopes what the key that it was proved with is for; all for a password's token
   * @param byKey whether it was proved with a key
   */
  record SignedIn(long id, boolean admin, Set<Scope> scopes, boolean byKey) implements Caller {
    /** A user with an access token. */
    public SignedIn(long id, boolean admin) {
      this(id, admin, Set.of(Scope.values()), false);
    }

    public SignedIn {
      scopes = Set.copyOf(scopes);
    }

    @Override
    public Long userId() {
      return id;
    }

    @Override
    public boolean isAdmin() {
      return admin && scopes.contains(Scope.ADMIN);
    }
  }
}

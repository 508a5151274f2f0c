package dev.labctl.shortener.user;

import org.jspecify.annotations.Nullable;

/** Who sent a request. */
public sealed interface Caller {
  /** The caller's user id, or null if nobody is signed in. */
  @Nullable Long userId();

  /** True for those who may see and change everything. */
  boolean isAdmin();

  /** Nobody in particular. */
  record Anonymous() implements Caller {
    @Override
    public @Nullable Long userId() {
      return null;
    }

    @Override
    public boolean isAdmin() {
      return false;
    }
  }

  /** A user who proved it. */
  record SignedIn(long id, boolean isAdmin) implements Caller {
    @Override
    public Long userId() {
      return id;
    }
  }
}

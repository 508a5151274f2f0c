package dev.labctl.shortener.user;

import org.jspecify.annotations.Nullable;

/** Makes and checks hashes of passwords, slowly on purpose. */
public interface PasswordHasher {
  PasswordHash hash(Password password);

  /** True if it is the hash's password; as slow, and false, for no hash at all. */
  boolean matches(Password password, @Nullable PasswordHash hash);
}

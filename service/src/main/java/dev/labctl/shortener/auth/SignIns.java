package dev.labctl.shortener.auth;

import dev.labctl.shortener.auth.Tokens.Token;
import dev.labctl.shortener.failure.ShortenerException.NotSignedIn;
import dev.labctl.shortener.user.Password;
import dev.labctl.shortener.user.PasswordHash;
import dev.labctl.shortener.user.PasswordHasher;
import dev.labctl.shortener.user.UserName;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Exchanges a name and its password for an access token. A name that nobody has, a user without a
 * password and a wrong password are told apart neither by the answer nor by its time.
 */
public final class SignIns {
  private final Store store;
  private final PasswordHasher hasher;
  private final Tokens tokens;

  public SignIns(Store store, PasswordHasher hasher, Tokens tokens) {
    this.store = store;
    this.hasher = hasher;
    this.tokens = tokens;
  }

  /** An active user and the password to compare with, or null: there is none. */
  public record Candidate(long user, int generation, @Nullable PasswordHash hash) {}

  /** Where passwords are kept. Every method may throw DependencyFailed. */
  public interface Store {
    Optional<Candidate> find(UserName name);

    /** Writes the event of a sign-in; empty if the user has changed since it was found. */
    Optional<Identity> signedIn(Candidate candidate);
  }

  /**
   * Signs in.
   *
   * @throws NotSignedIn if there is no such user with such a password
   */
  public Token signIn(String name, Password password) {
    Optional<Candidate> candidate = UserName.parse(name).flatMap(store::find);
    boolean right = hasher.matches(password, candidate.map(Candidate::hash).orElse(null));
    return candidate
        .filter(found -> right)
        .flatMap(store::signedIn)
        .map(tokens::issue)
        .orElseThrow(() -> new NotSignedIn("name or password is wrong"));
  }
}

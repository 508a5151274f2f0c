package dev.labctl.shortener.user;

import dev.labctl.shortener.failure.ShortenerException.InvalidInput;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What a key is for; whoever signed in with a password may do all that the user may. */
public enum Scope {
  /** Make, change and delete links. */
  CREATE,
  /** See links, their clicks and oneself. */
  READ,
  /** What only admins may do, if its user is one, and one's own keys and password. */
  ADMIN;

  /** Its name in texts. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Scopes by their names. */
  public static Set<Scope> parse(List<String> names) {
    Set<Scope> scopes = EnumSet.noneOf(Scope.class);
    for (String name : names) {
      scopes.add(
          List.of(values()).stream()
              .filter(scope -> scope.label().equals(name))
              .findFirst()
              .orElseThrow(
                  () ->
                      new InvalidInput(
                          "scope '%.20s' is none of create, read and admin".formatted(name))));
    }
    if (scopes.isEmpty()) {
      throw new InvalidInput("a key needs a scope: create, read or admin");
    }
    return scopes;
  }
}

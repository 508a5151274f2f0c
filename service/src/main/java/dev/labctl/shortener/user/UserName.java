package dev.labctl.shortener.user;

import dev.labctl.shortener.failure.ShortenerException.InvalidInput;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a user signs in with: 3 to 64 characters of a-z, 0-9, '.', '_', '@', '+' and '-', so that an
 * e-mail address will do. Case does not matter; it is kept in lower case.
 */
public record UserName(String value) {
  private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9._@+-]{2,63}");

  public UserName {
    value = value.toLowerCase(Locale.ROOT);
    if (!FORM.matcher(value).matches()) {
      throw new InvalidInput(
          "name '%s' is not 3 to 64 characters of a-z, 0-9, '.', '_', '@', '+' and '-',"
                  .formatted(value.length() <= 20 ? value : value.substring(0, 20) + "…")
              + " the first a letter or digit");
    }
  }

  /** The name, or empty if nobody can be called so. */
  public static Optional<UserName> parse(String text) {
    return FORM.matcher(text.toLowerCase(Locale.ROOT)).matches()
        ? Optional.of(new UserName(text))
        : Optional.empty();
  }
}

package dev.labctl.shortener.user;

import java.util.regex.Pattern;

/** A password's Argon2id hash with its salt and parameters, in PHC's string format. */
public record PasswordHash(String encoded) {
  private static final Pattern FORM =
      Pattern.compile(
          "\\$argon2id\\$v=19\\$m=[0-9]{1,6},t=[0-9]{1,2},p=[0-9]"
              + "\\$[0-9A-Za-z+/]{11,64}\\$[0-9A-Za-z+/]{22,86}");

  public PasswordHash {
    if (!FORM.matcher(encoded).matches()) {
      throw new IllegalArgumentException("no Argon2id hash in PHC's format");
    }
  }

  @Override
  public String toString() {
    return "***";
  }
}

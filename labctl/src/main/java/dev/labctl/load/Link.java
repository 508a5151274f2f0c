package dev.labctl.load;

/** A link that exists in the system under test, and where it must lead. */
public record Link(String code, String target) {
  public Link {
    if (!code.matches("[A-Za-z0-9_-]{1,64}")) {
      throw new IllegalArgumentException(
          "code is '" + code + "'; must be 1 to 64 of A-Z, a-z, 0-9, _ and -");
    }
  }
}

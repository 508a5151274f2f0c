package dev.labctl.shortener.link;

import dev.labctl.shortener.failure.ShortenerException.InvalidInput;

/**
 * Makes a create repeatable for a day.
 *
 * @param value 1 to 200 printable ASCII characters chosen by the client
 * @param owner whose it is: two callers' keys never meet
 * @param request the fingerprint of the request that it came with
 */
public record IdempotencyKey(String value, String owner, String request) {
  private static final int MAX_LENGTH = 200;

  public IdempotencyKey {
    if (value.isEmpty()
        || value.length() > MAX_LENGTH
        || value.chars().anyMatch(c -> c < ' ' || c > '~')) {
      throw new InvalidInput(
          "Idempotency-Key has %d characters, must have 1 to %d of printable ASCII"
              .formatted(value.length(), MAX_LENGTH));
    }
  }
}

package dev.labctl.shortener.http;

import dev.labctl.shortener.user.Caller;
import io.helidon.webserver.http.ServerRequest;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Whose an idempotency key is: a user's, or an address's for those who are not signed in. Addresses
 * are stored nowhere, so that of theirs it is a hash that nobody can compute without the secret.
 *
 * @param secret read when it is first needed
 */
public record KeyOwners(ClientAddress clients, Supplier<byte[]> secret) {
  private static final String ALGORITHM = "HmacSHA256";
  // The secret signs access tokens: what is hashed here can be none.
  private static final byte[] PURPOSE = {'k', 'e', 'y', ' '};

  String of(Caller caller, ServerRequest request) {
    return switch (caller) {
      case Caller.SignedIn user -> "user:" + user.id();
      case Caller.Anonymous nobody -> hash(clients.of(request).getAddress());
      case Caller.Holder holder -> hash(clients.of(request).getAddress());
    };
  }

  private String hash(byte[] address) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret.get(), ALGORITHM));
      mac.update(PURPOSE);
      return HexFormat.of().formatHex(mac.doFinal(address));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }
}

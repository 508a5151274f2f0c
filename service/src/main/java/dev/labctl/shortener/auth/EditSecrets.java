package dev.labctl.shortener.auth;

import dev.labctl.shortener.link.Link;
import dev.labctl.shortener.user.Caller;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * What whoever made a link without signing in changes it with. Computed from the link by the key
 * that signs access tokens, so that nothing is kept, and a create that is sent again with its
 * idempotency key gets the same one.
 */
public final class EditSecrets {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int BYTES = 18;

  private final Supplier<byte[]> key;

  /**
   * @param key the key of access tokens
   */
  public EditSecrets(Supplier<byte[]> key) {
    this.key = key;
  }

  /** The link's secret, or null: its owner signs in. */
  public @Nullable String of(Link link) {
    return link.owner() == null ? compute(link) : null;
  }

  /** Who holds the secret of a link that is nobody's, else nobody. */
  public Caller holder(Link link, @Nullable String sent) {
    boolean holds =
        sent != null
            && link.owner() == null
            && MessageDigest.isEqual(
                compute(link).getBytes(StandardCharsets.UTF_8),
                sent.getBytes(StandardCharsets.UTF_8));
    return holds ? new Caller.Holder(link.createdAt()) : new Caller.Anonymous();
  }

  private String compute(Link link) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key.get(), ALGORITHM));
      byte[] sum =
          mac.doFinal(
              ("edit " + link.code().value() + " " + link.createdAt())
                  .getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().encodeToString(Arrays.copyOf(sum, BYTES));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every Java has " + ALGORITHM, e);
    }
  }
}

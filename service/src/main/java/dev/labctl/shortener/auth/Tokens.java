package dev.labctl.shortener.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.Optional;
import java.util.function.Supplier;

/** Access tokens: JWTs signed with HMAC-SHA-256. */
public final class Tokens {
  private static final String ISSUER = "shortener";
  private static final String GENERATION = "gen";
  private static final JWSHeader HEADER =
      new JWSHeader.Builder(JWSAlgorithm.HS256).type(JOSEObjectType.JWT).build();
  // Only this header is ours: no other algorithm, 'none' included, gets as far as a parser.
  private static final String BEGIN = HEADER.toBase64URL() + ".";
  private static final int MAX_LENGTH = 1000;

  private final Supplier<byte[]> key;
  private final Duration lifetime;
  private final InstantSource clock;

  /**
   * @param key at least 32 bytes, the same for all instances
   * @param lifetime how long a token is good for, at least: a JWT's times are whole seconds,
   *     rounded up
   */
  public Tokens(Supplier<byte[]> key, Duration lifetime, InstantSource clock) {
    this.key = key;
    this.lifetime = lifetime;
    this.clock = clock;
  }

  /** A token; prints as nothing. */
  public record Token(String value, Instant expiresAt) {
    @Override
    public String toString() {
      return "***";
    }
  }

  /** What a token says, proven by its signature. */
  record Claims(long user, int generation) {}

  /** Makes a token for a user who proved to be one. */
  public Token issue(Identity identity) {
    Instant now = clock.instant();
    Instant expiresAt = now.plus(lifetime).plusNanos(999_999_999).truncatedTo(ChronoUnit.SECONDS);
    SignedJWT jwt =
        new SignedJWT(
            HEADER,
            new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .subject(Long.toString(identity.user()))
                .claim(GENERATION, identity.generation())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(expiresAt))
                .build());
    try {
      jwt.sign(new MACSigner(key.get()));
    } catch (JOSEException e) {
      throw new IllegalStateException("a token cannot be signed", e);
    }
    return new Token(jwt.serialize(), expiresAt);
  }

  /** The claims, or empty if the token is not ours, was changed or has expired. */
  Optional<Claims> read(String token) {
    if (!token.startsWith(BEGIN) || token.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    try {
      SignedJWT jwt = SignedJWT.parse(token);
      if (!jwt.verify(new MACVerifier(key.get()))) {
        return Optional.empty();
      }
      JWTClaimsSet claims = jwt.getJWTClaimsSet();
      Date expiresAt = claims.getExpirationTime();
      Integer generation = claims.getIntegerClaim(GENERATION);
      if (!ISSUER.equals(claims.getIssuer())
          || expiresAt == null
          || generation == null
          || !clock.instant().isBefore(expiresAt.toInstant())) {
        return Optional.empty();
      }
      return Optional.of(new Claims(Long.parseLong(claims.getSubject()), generation));
    } catch (ParseException | NumberFormatException e) {
      return Optional.empty();
    } catch (JOSEException e) {
      throw new IllegalStateException("a token cannot be verified", e);
    }
  }
}

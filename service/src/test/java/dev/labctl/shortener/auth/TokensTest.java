package dev.labctl.shortener.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TokensTest {
  private static final byte[] KEY =
      "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
          .getBytes(StandardCharsets.US_ASCII);
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Identity ALICE = new Identity(7, true, 3);

  private Instant now = START;
  private final Tokens tokens = new Tokens(() -> KEY, Duration.ofMinutes(15), () -> now);

  @Test
  void aTokenSaysWhoUntilItExpires() {
    Tokens.Token token = tokens.issue(ALICE);
    assertThat(token.expiresAt()).isEqualTo(START.plusSeconds(900));
    assertThat(token).asString().doesNotContain(token.value());
    assertThat(tokens.read(token.value())).contains(new Tokens.Claims(7, 3));
    now = START.plusSeconds(899);
    assertThat(tokens.read(token.value())).isPresent();
    now = START.plusSeconds(900);
    assertThat(tokens.read(token.value())).isEmpty();
  }

  @Test
  void aTokenIssuedWithinASecondIsGoodForItsWholeLifetime() {
    now = START.plusMillis(999);
    Tokens.Token token = tokens.issue(ALICE);
    assertThat(token.expiresAt()).isEqualTo(START.plusSeconds(901));
    now = START.plusMillis(900_998);
    assertThat(tokens.read(token.value())).isPresent();
  }

  @Test
  void aTokenWithoutASignatureIsNone() {
    String plain = new PlainJWT(claims()).serialize();
    assertThat(tokens.read(plain)).isEmpty();
    String signed = tokens.issue(ALICE).value();
    String payload = signed.split("\\.")[1];
    for (String header :
        new String[] {
          "{\"alg\":\"none\"}", "{\"typ\":\"JWT\",\"alg\":\"none\"}", "{\"alg\":\"NoNe\"}"
        }) {
      String forged = base64(header) + "." + payload + ".";
      assertThat(tokens.read(forged)).isEmpty();
      assertThat(tokens.read(forged + signed.split("\\.")[2])).isEmpty();
    }
  }

  @Test
  void anotherKeyOrAlgorithmIsNotOurs() throws JOSEException {
    byte[] other = KEY.clone();
    other[0]++;
    assertThat(tokens.read(signed(JWSAlgorithm.HS256, other, claims()))).isEmpty();
    assertThat(tokens.read(signed(JWSAlgorithm.HS384, KEY, claims()))).isEmpty();
    assertThat(tokens.read(signed(JWSAlgorithm.HS512, KEY, claims()))).isEmpty();
    assertThat(tokens.read(signed(JWSAlgorithm.HS256, KEY, claims()))).isPresent();
  }

  @Test
  void aTokenWithAClaimMissingOrWrongIsRefused() throws JOSEException {
    JWTClaimsSet good = claims();
    assertRefused(new JWTClaimsSet.Builder(good).issuer("somebody").build());
    assertRefused(new JWTClaimsSet.Builder(good).issuer(null).build());
    assertRefused(new JWTClaimsSet.Builder(good).expirationTime(null).build());
    assertRefused(new JWTClaimsSet.Builder(good).subject(null).build());
    assertRefused(new JWTClaimsSet.Builder(good).subject("alice").build());
    assertRefused(new JWTClaimsSet.Builder(good).claim("gen", null).build());
    assertRefused(new JWTClaimsSet.Builder(good).claim("gen", "x").build());
  }

  @Property
  void whoeverChangesACharacterLosesTheToken(
      @ForAll @IntRange(max = 10_000) int place, @ForAll char character) {
    String token = tokens.issue(ALICE).value();
    int at = place % token.length();
    String changed = token.substring(0, at) + character + token.substring(at + 1);
    // The last character of 32 bytes in Base64 has two bits that mean nothing.
    if (at < token.length() - 1 && character != token.charAt(at)) {
      assertThat(tokens.read(changed)).isEmpty();
    }
  }

  @Property
  void anyTextIsReadWithoutAnError(@ForAll String text) {
    assertThat(tokens.read(text)).isEmpty();
    String header = tokens.issue(ALICE).value().split("\\.")[0];
    assertThat(tokens.read(header + "." + text)).isEmpty();
    assertThat(tokens.read(header + "." + text + "." + text)).isEmpty();
  }

  @Property
  void anySignedPayloadIsReadWithoutAnError(@ForAll String payload) throws JOSEException {
    var jws =
        new JWSObject(
            new JWSHeader.Builder(JWSAlgorithm.HS256).type(JOSEObjectType.JWT).build(),
            new Payload(payload));
    jws.sign(new MACSigner(KEY));
    assertThat(tokens.read(jws.serialize())).isEmpty();
  }

  private void assertRefused(JWTClaimsSet claims) throws JOSEException {
    assertThat(tokens.read(signed(JWSAlgorithm.HS256, KEY, claims))).as("" + claims).isEmpty();
  }

  private static JWTClaimsSet claims() {
    return new JWTClaimsSet.Builder()
        .issuer("shortener")
        .subject("7")
        .claim("gen", 3)
        .expirationTime(Date.from(START.plusSeconds(60)))
        .build();
  }

  private static String signed(JWSAlgorithm algorithm, byte[] key, JWTClaimsSet claims)
      throws JOSEException {
    SignedJWT jwt =
        new SignedJWT(new JWSHeader.Builder(algorithm).type(JOSEObjectType.JWT).build(), claims);
    jwt.sign(new MACSigner(key));
    return jwt.serialize();
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}

package dev.labctl.shortener.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.shortener.user.Password;
import dev.labctl.shortener.user.PasswordHash;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.junit.jupiter.api.Test;

class Argon2Test {
  private final Argon2 argon2 = new Argon2();

  @Test
  void knowsAPasswordAgainByItsHash() {
    PasswordHash hash = argon2.hash(new Password("correct horse"));
    assertThat(hash.encoded()).startsWith("$argon2id$v=19$m=12288,t=3,p=1$");
    assertThat(hash).asString().doesNotContain("argon2");
    assertThat(argon2.matches(new Password("correct horse"), hash)).isTrue();
    assertThat(argon2.matches(new Password("correct horsf"), hash)).isFalse();
    assertThat(argon2.hash(new Password("correct horse"))).as("salted").isNotEqualTo(hash);
  }

  @Test
  void nobodyHasNoPassword() {
    assertThat(argon2.matches(new Password(""), null)).isFalse();
    assertThat(argon2.matches(new Password("correct horse"), null)).isFalse();
  }

  @Test
  void readsHashesOfOtherParameters() {
    // By the reference implementation: echo -n password | argon2 somesalt -id -t 2 -m 16 -p 1
    PasswordHash hash =
        new PasswordHash(
            "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc");
    assertThat(argon2.matches(new Password("password"), hash)).isTrue();
    assertThat(argon2.matches(new Password("passwore"), hash)).isFalse();
  }

  @Test
  void manyAtATimeDoNotSpoilEachOthersMemory() throws Exception {
    try (var threads = Executors.newFixedThreadPool(6)) {
      // Hashes, since who signs in waits no more than a second for a turn.
      var hashes =
          threads.invokeAll(
              IntStream.range(0, 6)
                  .<Callable<PasswordHash>>mapToObj(i -> () -> argon2.hash(new Password("p" + i)))
                  .toList());
      for (int i = 0; i < hashes.size(); i++) {
        assertThat(argon2.matches(new Password("p" + i), hashes.get(i).get())).isTrue();
      }
    }
  }

  @Test
  void theLibraryComputesWhatRfc9106Says() {
    byte[] tag = new byte[32];
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(32)
            .withIterations(3)
            .withParallelism(4)
            .withSalt(filled(16, 2))
            .withSecret(filled(8, 3))
            .withAdditional(filled(12, 4))
            .build());
    generator.generateBytes(filled(32, 1), tag);
    assertThat(HexFormat.of().formatHex(tag))
        .isEqualTo("0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659");
  }

  private static byte[] filled(int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }
}

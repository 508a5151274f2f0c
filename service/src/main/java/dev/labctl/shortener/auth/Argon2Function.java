package dev.labctl.shortener.auth;

import dev.labctl.shortener.user.Password;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator.BlockPool;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator.FixedBlockPool;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Bouncy Castle's Argon2id. Its jar is signed: no AOT cache has its classes, and the JVM checks the
 * jar's signatures when it loads the first, between 0.1 and 0.2 s of a start by its log of loaded
 * classes. So only this class names them, and is not loaded before a password is checked.
 */
final class Argon2Function {
  private final BlockPool memory;

  /**
   * @param memoryKib what is kept for the next passwords
   */
  Argon2Function(int memoryKib) {
    memory = new FixedBlockPool(memoryKib);
  }

  void compute(Password password, byte[] salt, int memoryKib, int passes, int lanes, byte[] into) {
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(memoryKib)
            .withIterations(passes)
            .withParallelism(lanes)
            .withSalt(salt)
            .withBlockPool(memory)
            .build());
    generator.generateBytes(password.bytes(), into);
  }
}

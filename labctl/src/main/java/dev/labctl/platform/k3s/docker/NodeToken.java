package dev.labctl.platform.k3s.docker;

import dev.labctl.exit.LabctlException;
import dev.labctl.lab.PrivateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;

/** What a node proves with that it belongs to the cluster: a file of mode 600, made once. */
record NodeToken(Path file) {
  private static final int BYTES = 24;

  static NodeToken in(Path state) {
    return new NodeToken(state.resolve("k3s-token"));
  }

  void create(SecureRandom random) {
    if (!Files.exists(file)) {
      byte[] bytes = new byte[BYTES];
      random.nextBytes(bytes);
      new PrivateFile(file).write(HexFormat.of().formatHex(bytes) + "\n");
    }
  }

  void delete() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw LabctlException.machine("cannot delete %s: %s".formatted(file, e), e);
    }
  }
}

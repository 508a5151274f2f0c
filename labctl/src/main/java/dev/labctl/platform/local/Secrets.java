package dev.labctl.platform.local;

import dev.labctl.exit.LabctlException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;

/** The lab's passwords: made at the first {@code up}, each in a file of mode 600. */
final class Secrets {
  /** What has a password. */
  enum Secret {
    SUPERUSER,
    REPLICATION,
    REWIND,
    APP,
    OWNER,
    REDIS,
    SENTINEL,
    PATRONI;

    private String file() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Path folder;

  Secrets(Path folder) {
    this.folder = folder;
  }

  /** Makes those that are missing. */
  void create(MemberUser user, SecureRandom random) {
    for (Secret secret : Secret.values()) {
      if (!Files.exists(file(secret))) {
        byte[] bytes = new byte[24];
        random.nextBytes(bytes);
        // Hexadecimal, so that no format it is put into needs quoting.
        user.write(file(secret), HexFormat.of().formatHex(bytes), false);
      }
    }
    user.write(pgpass(), "*:*:*:postgres:%s%n".formatted(value(Secret.SUPERUSER)), false);
  }

  String value(Secret secret) {
    try {
      return Files.readString(file(secret)).strip();
    } catch (IOException e) {
      throw LabctlException.machine(
          "cannot read the password %s: %s; 'labctl up' makes missing ones"
              .formatted(file(secret), e),
          e);
    }
  }

  boolean exist() {
    return Files.exists(pgpass());
  }

  Path file(Secret secret) {
    return folder.resolve(secret.file());
  }

  /** For psql: the superuser's password in libpq's format. */
  Path pgpass() {
    return folder.resolve("pgpass");
  }
}

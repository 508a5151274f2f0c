package dev.labctl.platform.member;

import dev.labctl.exit.LabctlException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;

/** The lab's passwords: made at the first {@code up}, each in a file of mode 600. */
public final class Secrets {
  /** What has a password. */
  public enum Secret {
    SUPERUSER,
    REPLICATION,
    REWIND,
    APP,
    OWNER,
    READER,
    REDIS,
    SENTINEL,
    /** The shortener's admin port. */
    ADMIN,
    PATRONI;

    /** The file's name. */
    public String file() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Path folder;

  public Secrets(Path folder) {
    this.folder = folder;
  }

  /** Writes a file of mode 600 for who has to read it, when its content differs. */
  @FunctionalInterface
  public interface Writer {
    /** Writes it, making its folder. */
    void write(Path file, String content);
  }

  /** Makes those that are missing. */
  public void create(Writer writer, SecureRandom random) {
    for (Secret secret : Secret.values()) {
      if (!Files.exists(file(secret))) {
        byte[] bytes = new byte[24];
        random.nextBytes(bytes);
        // Hexadecimal, so that no format it is put into needs quoting.
        writer.write(file(secret), HexFormat.of().formatHex(bytes));
      }
    }
    writer.write(pgpass(), "*:*:*:postgres:%s%n".formatted(value(Secret.SUPERUSER)));
  }

  /** The password; exit 3 when there is none yet. */
  public String value(Secret secret) {
    try {
      return Files.readString(file(secret)).strip();
    } catch (IOException e) {
      throw LabctlException.machine(
          "cannot read the password %s: %s; 'labctl up' makes missing ones"
              .formatted(file(secret), e),
          e);
    }
  }

  /** Whether they have been made. */
  public boolean exist() {
    return Files.exists(pgpass());
  }

  /** The file that holds it. */
  public Path file(Secret secret) {
    return folder.resolve(secret.file());
  }

  /** For psql: the superuser's password in libpq's format. */
  public Path pgpass() {
    return folder.resolve("pgpass");
  }
}

package dev.labctl.component;

import dev.labctl.exit.LabctlException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;

/** The lab's passwords: made at the first {@code up}, each in a file of mode 600. */
public final class Secrets {
  private final Path folder;
  private final List<Secret> all;

  /** The passwords of these components, in a folder. */
  public Secrets(Path folder, List<Definition> definitions) {
    this.folder = folder;
    this.all = definitions.stream().flatMap(d -> d.secrets().stream()).toList();
  }

  /** Whose they are. */
  public List<Secret> all() {
    return all;
  }

  /** Writes a file of mode 600 for its reader, when its content differs. */
  @FunctionalInterface
  public interface Writer {
    /** Writes it, making its folder. */
    void write(Path file, String content);
  }

  /** Makes those that are missing. */
  public void create(Writer writer, SecureRandom random) {
    for (Secret secret : all) {
      if (!Files.exists(file(secret))) {
        byte[] bytes = new byte[24];
        random.nextBytes(bytes);
        // Hexadecimal, so that no format it is put into needs quoting.
        writer.write(file(secret), HexFormat.of().formatHex(bytes));
      }
    }
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
    return all.stream().allMatch(s -> Files.exists(file(s)));
  }

  /** The file that holds it. */
  public Path file(Secret secret) {
    return folder.resolve(secret.file());
  }

  /** Another file beside them, such as a password in the format of a program. */
  public Path beside(String file) {
    return folder.resolve(file);
  }
}

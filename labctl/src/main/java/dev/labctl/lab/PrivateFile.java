package dev.labctl.lab;

import dev.labctl.exit.LabctlException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/** A file of mode 600 in the lab's state, written whole or not at all. */
public record PrivateFile(Path path) {
  /** Writes it, making its folder. */
  public void write(String content) {
    try {
      Path folder = path.toAbsolutePath().getParent();
      if (folder == null) {
        throw new IllegalArgumentException(path + " has no folder");
      }
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      Path draft = folder.resolve(path.getFileName() + ".new");
      Files.deleteIfExists(draft);
      Files.createFile(
          draft,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(draft, content);
      Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw LabctlException.machine("cannot write %s: %s".formatted(path, e), e);
    }
  }

  /** Deletes it, if it is there. */
  public void delete() {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw LabctlException.machine("cannot delete %s: %s".formatted(path, e), e);
    }
  }

  /** What a file of the lab's state holds. */
  public static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw LabctlException.machine("cannot read %s: %s".formatted(file, e), e);
    }
  }
}

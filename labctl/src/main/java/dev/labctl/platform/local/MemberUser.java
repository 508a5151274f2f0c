package dev.labctl.platform.local;

import dev.labctl.exit.LabctlException;
import dev.labctl.process.ProcFs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The user that the members run as: the one who started labctl, or, since Postgres refuses root,
 * the user of the distribution's Postgres package when that is root.
 *
 * @param root whether labctl itself runs as root
 */
record MemberUser(String name, boolean root) {
  private static final String UNPRIVILEGED = "postgres";

  static MemberUser current() {
    String user = System.getProperty("user.name");
    return user.equals("root") ? new MemberUser(UNPRIVILEGED, true) : new MemberUser(user, false);
  }

  /**
   * Why labctl could not find the members again: a node's processes are known by a mark in their
   * environment, and the root of an ordinary container may not read that of another user.
   */
  Optional<String> blind(ProcFs proc) {
    return root && !proc.mayTrace()
        ? Optional.of(
            "root lacks CAP_SYS_PTRACE, so members that run as %s could not be found again; give the container --cap-add SYS_PTRACE, or start labctl as an ordinary user"
                .formatted(name))
        : Optional.empty();
  }

  /** The command line that runs {@code arguments} as this user. */
  List<String> running(List<String> arguments) {
    List<String> line = new ArrayList<>();
    if (root) {
      line.addAll(List.of("setpriv", "--reuid=" + name, "--regid=" + name, "--init-groups"));
    }
    line.addAll(arguments);
    return line;
  }

  /** Makes the folder and those above it, each owned by this user and closed to others. */
  void folder(Path folder) {
    if (Files.isDirectory(folder)) {
      return;
    }
    folder(parent(folder));
    try {
      Files.createDirectory(folder, permissions("rwx------"));
      own(folder);
    } catch (IOException e) {
      throw LabctlException.machine("cannot make the folder %s: %s".formatted(folder, e), e);
    }
  }

  /**
   * Writes the file whole or not at all, when its content differs.
   *
   * @return whether it did
   */
  boolean write(Path file, String content, boolean executable) {
    try {
      byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
      if (Files.exists(file) && java.util.Arrays.equals(Files.readAllBytes(file), bytes)) {
        return false;
      }
      folder(parent(file));
      Path draft = file.resolveSibling(file.getFileName() + ".new");
      Files.deleteIfExists(draft);
      Files.createFile(draft, permissions(executable ? "rwx------" : "rw-------"));
      Files.write(draft, bytes);
      own(draft);
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return true;
    } catch (IOException e) {
      throw LabctlException.machine("cannot write %s: %s".formatted(file, e), e);
    }
  }

  /** Copies a file for this user. */
  void copy(Path from, Path to) {
    try {
      folder(parent(to));
      Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
      own(to);
    } catch (IOException e) {
      throw LabctlException.machine("cannot copy %s to %s: %s".formatted(from, to, e), e);
    }
  }

  private void own(Path path) throws IOException {
    if (root) {
      UserPrincipal owner =
          FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName(name);
      Files.setOwner(path, owner);
    }
  }

  private static java.nio.file.attribute.FileAttribute<?> permissions(String text) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text));
  }

  private static Path parent(Path path) {
    Path parent = path.getParent();
    if (parent == null) {
      throw new IllegalArgumentException(path + " has no parent");
    }
    return parent;
  }
}

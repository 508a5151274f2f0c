package dev.labctl.platform.k3s.bundle;

import dev.labctl.exit.LabctlException;
import dev.labctl.hash.Sha256;
import dev.labctl.json.Json;
import dev.labctl.platform.k3s.bundle.BundleManifest.Archive;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * A bundle as it is on disk: a gzipped tar, the manifest first, so that one pass without seeking
 * can check all that follows. Read and written by the buffer, whatever its size; the same archives
 * give the same bytes.
 */
record BundleFile(Path path) {
  private static final int BUFFER = 1 << 16;

  /** More than the manifest of any lab has. */
  private static final long MANIFEST_LIMIT = 1 << 20;

  /** What was found: the manifest when it can be read, and each mismatch. */
  record Check(Optional<BundleManifest> manifest, List<String> problems) {}

  /**
   * Is given each archive that is as the manifest says, and lies in a file that is deleted then.
   */
  @FunctionalInterface
  interface Receiver {
    void take(Archive archive, Path file);
  }

  /**
   * Writes it whole or not at all.
   *
   * @param archives where each archive of the manifest is
   */
  void write(BundleManifest manifest, Map<String, Path> archives) {
    Path draft = path.resolveSibling(path.getFileName() + ".new");
    try {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(draft), BUFFER);
          OutputStream zip = new FastGzip(out);
          TarArchiveOutputStream tar = new TarArchiveOutputStream(zip, "UTF-8")) {
        // A layer may be larger than the 8 GB of the old format.
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        byte[] text = Json.pretty().writeValueAsBytes(manifest);
        tar.putArchiveEntry(entry(BundleManifest.ENTRY, text.length));
        tar.write(text);
        tar.closeArchiveEntry();
        for (Archive archive : manifest.archives()) {
          Path source = archives.get(archive.file());
          if (source == null) {
            throw new IllegalArgumentException("no file for " + archive.file());
          }
          tar.putArchiveEntry(entry(archive.file(), archive.bytes()));
          Files.copy(source, tar);
          tar.closeArchiveEntry();
        }
      }
      Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw LabctlException.machine(
          "cannot write %s: %s; free space, or name a file elsewhere".formatted(path, e), e);
    } finally {
      delete(draft);
    }
  }

  /** Reads all of it and compares; changes nothing. */
  Check check() {
    return read(null, (archive, file) -> {});
  }

  /**
   * As {@link #check}, and hands each good archive on, in turn, in a file of {@code folder}.
   *
   * @param folder with room for the largest archive
   */
  Check unpack(Path folder, Receiver receiver) {
    return read(folder, receiver);
  }

  /** Only the manifest, which is first. */
  BundleManifest manifest() {
    try (TarArchiveInputStream tar = open()) {
      return manifest(tar);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private Check read(@Nullable Path folder, Receiver receiver) {
    List<String> problems = new ArrayList<>();
    BundleManifest manifest;
    try (TarArchiveInputStream tar = open()) {
      manifest = manifest(tar);
      Map<String, Archive> left = new LinkedHashMap<>();
      manifest.archives().forEach(a -> left.put(a.file(), a));
      try {
        for (TarArchiveEntry e = tar.getNextEntry(); e != null; e = tar.getNextEntry()) {
          Archive wanted = left.remove(e.getName());
          if (wanted == null) {
            problems.add("%s: is not in the manifest".formatted(e.getName()));
          } else {
            one(tar, wanted, folder, receiver).ifPresent(problems::add);
          }
        }
      } catch (IOException e) {
        problems.add("%s: broken off or damaged: %s".formatted(path, reason(e)));
      }
      left.keySet().forEach(file -> problems.add(file + ": is missing"));
    } catch (IOException e) {
      throw unreadable(e);
    }
    return new Check(Optional.of(manifest), problems);
  }

  private static Optional<String> one(
      InputStream tar, Archive wanted, @Nullable Path folder, Receiver receiver)
      throws IOException {
    Path file =
        folder == null ? null : Files.createTempFile(folder, "archive", ".tar").toAbsolutePath();
    try {
      MessageDigest digest = Sha256.begin();
      long bytes;
      try (OutputStream out =
          file == null ? OutputStream.nullOutputStream() : Files.newOutputStream(file)) {
        bytes = new DigestInputStream(tar, digest).transferTo(out);
      }
      String actual = Sha256.finish(digest);
      if (bytes != wanted.bytes() || !actual.equals(wanted.sha256())) {
        return Optional.of(
            "%s: has %d bytes with SHA-256 %s; must be %d bytes with %s"
                .formatted(wanted.file(), bytes, actual, wanted.bytes(), wanted.sha256()));
      }
      if (file != null) {
        receiver.take(wanted, file);
      }
      return Optional.empty();
    } finally {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    }
  }

  private BundleManifest manifest(TarArchiveInputStream tar) throws IOException {
    TarArchiveEntry first = tar.getNextEntry();
    if (first == null
        || !first.getName().equals(BundleManifest.ENTRY)
        || first.getSize() > MANIFEST_LIMIT) {
      throw LabctlException.usage(
          "%s is no bundle of labctl: it must begin with %s; 'labctl bundle save' writes one"
              .formatted(path, BundleManifest.ENTRY));
    }
    String text = new String(tar.readAllBytes(), StandardCharsets.UTF_8);
    try {
      return Json.lines().readValue(text, BundleManifest.class);
    } catch (JacksonException e) {
      throw LabctlException.usage(
          "%s: its %s %s".formatted(path, BundleManifest.ENTRY, e.getOriginalMessage()));
    }
  }

  private TarArchiveInputStream open() throws IOException {
    InputStream in = new BufferedInputStream(Files.newInputStream(path), BUFFER);
    try {
      return new TarArchiveInputStream(new GZIPInputStream(in, BUFFER), "UTF-8");
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  private LabctlException unreadable(IOException e) {
    return LabctlException.usage(
        "cannot read the bundle %s: %s; must be a file that 'labctl bundle save' wrote"
            .formatted(path, reason(e)));
  }

  private static String reason(IOException e) {
    return e.getMessage() == null
        ? e.toString()
        : e.getClass().getSimpleName() + " " + e.getMessage();
  }

  /** The archive's entry for a manifest. */
  static Archive describe(String name, Path file, List<String> images) {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = Sha256.begin();
      long bytes = new DigestInputStream(in, digest).transferTo(OutputStream.nullOutputStream());
      return new Archive(name, bytes, Sha256.finish(digest), images);
    } catch (IOException e) {
      throw LabctlException.machine("cannot read %s: %s".formatted(file, e), e);
    }
  }

  /** Without owner and time, so that the same content gives the same file. */
  private static TarArchiveEntry entry(String name, long bytes) {
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setSize(bytes);
    entry.setModTime(0L);
    entry.setIds(0, 0);
    entry.setMode(0644);
    return entry;
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw LabctlException.machine("cannot delete %s: %s".formatted(file, e), e);
    }
  }

  /** Measured on one core: level 1 gives 40 % at three times the default's speed. */
  private static final class FastGzip extends GZIPOutputStream {
    FastGzip(OutputStream out) throws IOException {
      super(out, BUFFER);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }
}

package dev.labctl.platform.k3s.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import dev.labctl.platform.k3s.bundle.BundleManifest.Archive;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleFileTest {
  private static final String LAB = "docker.io/labctl/postgres:0123456789ab";
  private static final String PAUSE = "docker.io/rancher/mirrored-pause:3.6";

  @TempDir private Path temp;
  private Path docker;
  private Path k3s;
  private BundleManifest manifest;
  private BundleFile bundle;

  @BeforeEach
  void save() throws IOException {
    // Larger than any buffer, and not to be compressed.
    docker = random("docker.tar", 300_000);
    k3s = random("k3s.tar", 70_000);
    manifest =
        BundleManifest.of(
            "lab",
            List.of(
                BundleFile.describe("docker/lab.tar", docker, List.of(LAB)),
                BundleFile.describe("k3s/node-1.tar", k3s, List.of(PAUSE))));
    bundle = write("bundle.tar.gz", manifest);
  }

  @Test
  void givesBackEachArchiveAsItWas() throws IOException {
    Path folder = Files.createDirectory(temp.resolve("unpacked"));
    Map<String, byte[]> unpacked = new TreeMap<>();
    BundleFile.Check check =
        bundle.unpack(folder, (a, file) -> unpacked.put(a.file(), bytes(file)));
    assertThat(check.problems()).isEmpty();
    assertThat(bundle.manifest()).isEqualTo(manifest);
    assertThat(unpacked)
        .containsOnlyKeys("docker/lab.tar", "k3s/node-1.tar")
        .containsEntry("docker/lab.tar", bytes(docker))
        .containsEntry("k3s/node-1.tar", bytes(k3s));
    try (var left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void isTheSameToTheByteWhenWrittenAgain() {
    assertThat(bytes(write("again.tar.gz", manifest).path())).isEqualTo(bytes(bundle.path()));
  }

  @Test
  void namesEachArchiveWhoseContentIsNotTheManifests() {
    Archive one = manifest.archives().getFirst();
    Archive two = manifest.archives().getLast();
    BundleFile other =
        write(
            "other.tar.gz",
            BundleManifest.of(
                "lab",
                List.of(
                    new Archive(one.file(), one.bytes(), "0".repeat(64), one.images()),
                    new Archive(two.file(), two.bytes(), "1".repeat(64), two.images()))));
    assertThat(other.check().problems())
        .hasSize(2)
        .anySatisfy(p -> assertThat(p).contains("docker/lab.tar", one.sha256(), "0".repeat(64)))
        .anySatisfy(p -> assertThat(p).contains("k3s/node-1.tar", two.sha256()));
  }

  @Test
  void handsNoDamagedArchiveOn() throws IOException {
    byte[] tar = unzipped();
    // In the middle of the first archive.
    tar[100_000] ^= 1;
    BundleFile damaged = zipped("damaged.tar.gz", tar);
    Map<String, byte[]> unpacked = new TreeMap<>();
    BundleFile.Check check = damaged.unpack(temp, (a, file) -> unpacked.put(a.file(), bytes(file)));
    assertThat(check.problems()).singleElement().asString().contains("docker/lab.tar", "SHA-256");
    assertThat(unpacked).containsOnlyKeys("k3s/node-1.tar");
  }

  @Test
  void namesWhatIsMissingOfAFileThatWasBrokenOff() throws IOException {
    byte[] tar = unzipped();
    BundleFile half = zipped("half.tar.gz", Arrays.copyOf(tar, tar.length - 60_000));
    assertThat(half.check().problems())
        .anySatisfy(p -> assertThat(p).contains("broken off or damaged"));
    byte[] all = bytes(bundle.path());
    Path torn = Files.write(temp.resolve("torn.tar.gz"), Arrays.copyOf(all, all.length / 3));
    assertThat(new BundleFile(torn).check().problems())
        .anySatisfy(p -> assertThat(p).contains("k3s/node-1.tar: is missing"));
  }

  @Test
  void refusesWhatIsNoBundleWithTwo() throws IOException {
    Path text = Files.writeString(temp.resolve("text.txt"), "no bundle");
    for (Path file : List.of(text, temp.resolve("absent"))) {
      assertThatThrownBy(() -> new BundleFile(file).check())
          .isInstanceOfSatisfying(
              LabctlException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
          .hasMessageContaining(file.toString());
    }
  }

  @Test
  void noArchiveLeadsOutOfItsFolder() {
    for (String name : List.of("../evil.tar", "docker/../x.tar", "/docker/x.tar", "x.tar")) {
      assertThatThrownBy(() -> new Archive(name, 1, "0".repeat(64), List.of()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(name);
    }
  }

  private BundleFile write(String name, BundleManifest content) {
    BundleFile file = new BundleFile(temp.resolve(name));
    file.write(content, Map.of("docker/lab.tar", docker, "k3s/node-1.tar", k3s));
    return file;
  }

  private byte[] unzipped() throws IOException {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(bundle.path()))) {
      return in.readAllBytes();
    }
  }

  private BundleFile zipped(String name, byte[] tar) throws IOException {
    Path file = temp.resolve(name);
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(tar);
    }
    return new BundleFile(file);
  }

  private Path random(String name, int length) throws IOException {
    byte[] content = new byte[length];
    new Random(length).nextBytes(content);
    return Files.write(temp.resolve(name), content);
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

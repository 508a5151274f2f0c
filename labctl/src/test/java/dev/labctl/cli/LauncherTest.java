package dev.labctl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.process.Command;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher itself, in a checkout whose program says what it was started with. */
class LauncherTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  @TempDir private Path temp;
  private Path checkout;
  private Path launcher;

  /** What stands in the checkout's jar. */
  static final class Program {
    private Program() {}

    static void main(String[] arguments) throws IOException {
      System.out.println("arguments " + List.of(arguments));
      System.out.println("home " + System.getenv("LABCTL_HOME"));
      System.out.println("root " + System.getProperty("labctl.root"));
      Path file = Path.of(arguments[0]);
      System.out.println("file " + (Files.exists(file) ? Files.readString(file) : "not there"));
    }
  }

  @BeforeEach
  void makeCheckout() throws IOException {
    checkout = Files.createDirectory(temp.resolve("check oüt"));
    for (String file : List.of("bin/labctl", "bin/jdk")) {
      Path copy = checkout.resolve(file);
      Files.createDirectories(copy.getParent());
      Files.copy(ROOT.resolve(file), copy);
    }
    launcher = checkout.resolve("bin/labctl");
    launcher.toFile().setExecutable(true);
    Files.createFile(checkout.resolve("pom.xml"));
    for (String module : List.of("service/target/shortener", "gatling/target/gatling")) {
      touch(module.replaceFirst("/.*", "/pom.xml"));
      Files.createDirectories(checkout.resolve(module.replaceFirst("/.*", "/src/main")));
      touch(module + "-0.1.0.jar");
    }
    touch("labctl/pom.xml");
    Files.createDirectories(checkout.resolve("labctl/src/main"));
    try (OutputStream out = Files.newOutputStream(touch("labctl/target/labctl-0.1.0.jar"))) {
      jar(out);
    }
    // Built, and its start recorded as far as that could be, since all of the above.
    Instant later = Instant.now().plusSeconds(60);
    for (String stamp : List.of("labctl/target/labctl.built", "labctl/target/labctl.aot")) {
      Files.setLastModifiedTime(touch(stamp), FileTime.from(later));
    }
  }

  @Test
  void namesAnyFileUnderThePlainestLocale() throws IOException {
    Path file = Files.writeString(temp.resolve("ä ü.yaml"), "read");
    Command.Result result = start(Map.of("LC_ALL", "C", "LANG", "C"), file.toString());
    assertThat(result.out()).as(result.err()).contains("file read", "arguments [" + file + "]");
    assertThat(result.exit()).isZero();
  }

  @Test
  void itsFlagsAreNotContradictedByThoseOfOthers() {
    for (String name : List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS")) {
      for (String options : List.of("-XX:+UseG1GC", "-XX:NoSuchFlag=1")) {
        Command.Result result = start(Map.of(name, options), "none");
        assertThat(result.exit()).as("%s=%s: %s", name, options, result.err()).isZero();
        assertThat(result.err()).doesNotContain("Picked up");
      }
    }
  }

  @Test
  void aRelativeHomeIsTheSameFolderForWhatItStarts() {
    assertThat(start(Map.of("LABCTL_HOME", "höme"), "none").out())
        .contains("home " + temp.resolve("höme"));
    assertThat(start(Map.of("LABCTL_HOME", "/somewhere"), "none").out())
        .contains("home /somewhere");
    assertThat(start(Map.of(), "none").out()).contains("root " + checkout);
  }

  /** As from the test's folder, where relative paths begin. */
  private Command.Result start(Map<String, String> environment, String argument) {
    Map<String, String> all = new TreeMap<>(environment);
    all.put("JAVA_HOME", System.getProperty("java.home"));
    List<String> line =
        List.of(
            "sh",
            "-c",
            "cd \"$1\" && exec \"$2\" \"$3\"",
            "sh",
            temp.toString(),
            launcher.toString(),
            argument);
    return new Command(line, all, "").run(Duration.ofSeconds(60));
  }

  private Path touch(String file) throws IOException {
    Path path = checkout.resolve(file);
    Files.createDirectories(path.getParent());
    return Files.write(path, new byte[0]);
  }

  private static void jar(OutputStream out) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, Program.class.getName());
    String entry = Program.class.getName().replace('.', '/') + ".class";
    try (JarOutputStream jar = new JarOutputStream(out, manifest);
        InputStream program = LauncherTest.class.getClassLoader().getResourceAsStream(entry)) {
      jar.putNextEntry(new JarEntry(entry));
      program.transferTo(jar);
    }
  }
}

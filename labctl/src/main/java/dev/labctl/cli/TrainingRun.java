package dev.labctl.cli;

import dev.labctl.platform.k3s.ApiRehearsal;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * Does what many commands have in common, without a lab and without changing anything: a JVM that
 * records it (JEP 514, {@code -XX:AOTCacheOutput}) lets every later command start with its classes
 * loaded and linked. Started by {@code bin/labctl} after a build, with a home of its own.
 */
final class TrainingRun {
  private static final List<List<String>> COMMANDS =
      List.of(
          List.of("--help"),
          List.of("-c", "local", "status"),
          List.of("-c", "local", "status", "-o", "json"),
          List.of("-c", "k3s-docker", "status"),
          List.of("-c", "k3s-docker", "render"));
  private static final String CLASS = ".class";

  private TrainingRun() {}

  static void main() throws IOException, GeneralSecurityException {
    try (PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), true)) {
      COMMANDS.forEach(c -> Main.commandLine(nowhere, nowhere).execute(c.toArray(String[]::new)));
    }
    ApiRehearsal.run();
    loadOurOwn();
  }

  private static void loadOurOwn() throws IOException {
    Path jar;
    try {
      jar = Path.of(Main.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
    if (Files.isDirectory(jar)) {
      return; // not packaged: the JVM keeps no classes of folders
    }
    try (JarFile file = new JarFile(jar.toFile())) {
      for (JarEntry entry : file.stream().toList()) {
        String name = entry.getName();
        if (name.startsWith("dev/labctl/") && name.endsWith(CLASS) && !name.contains("-")) {
          Class.forName(
              name.substring(0, name.length() - CLASS.length()).replace('/', '.'),
              false,
              Main.class.getClassLoader());
        }
      }
    } catch (ClassNotFoundException e) {
      throw new IOException(e);
    }
  }
}

package dev.labctl.progress;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jline.terminal.spi.SystemStream;
import org.jline.terminal.spi.TerminalProvider;

/**
 * Where one of the program's streams leads.
 *
 * @param terminal whether lines can be drawn again
 * @param columns its width; {@link #WIDE} where nothing limits it
 * @param colour whether colours are shown and wanted
 */
public record Screen(boolean terminal, int columns, boolean colour) {
  /** Of what is no terminal: a file or a pipe, which wrap nothing. */
  public static final int WIDE = Integer.MAX_VALUE;

  /** A file or a pipe. */
  public static final Screen NONE = new Screen(false, WIDE, false);

  private static final int USUAL = 80;
  private static final List<String> DEVICES =
      List.of("/dev/pts/", "/dev/tty", "/dev/console", "/dev/hvc");

  /** Standard output. */
  public static Screen out() {
    return of(Path.of("/proc/self/fd/1"), SystemStream.Output, System.getenv());
  }

  /** Standard error. */
  public static Screen err() {
    return of(Path.of("/proc/self/fd/2"), SystemStream.Error, System.getenv());
  }

  static Screen of(Path descriptor, SystemStream stream, Map<String, String> environment) {
    if (!device(descriptor) || "dumb".equals(environment.get("TERM"))) {
      return NONE;
    }
    // https://no-color.org
    return new Screen(true, width(stream), environment.getOrDefault("NO_COLOR", "").isEmpty());
  }

  private static boolean device(Path descriptor) {
    try {
      String target = Files.readSymbolicLink(descriptor).toString();
      return DEVICES.stream().anyMatch(target::startsWith);
    } catch (IOException notLinux) {
      return false;
    }
  }

  private static int width(SystemStream stream) {
    try {
      // Its provider alone: a terminal of JLine's would read what the user types ahead, and the one
      // by foreign functions asks standard output for the width of standard error.
      int width = TerminalProvider.load("exec").systemStreamWidth(stream);
      return width > 0 ? width : USUAL;
    } catch (IOException e) {
      return USUAL;
    }
  }
}

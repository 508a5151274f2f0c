package dev.labctl.process;

import dev.labctl.exit.LabctlException;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The kernel's list of processes, {@code /proc}. A process that has just ended is simply absent.
 */
public final class ProcFs {
  private final Path proc;

  /** The machine's own. */
  public ProcFs() {
    this(Path.of("/proc"));
  }

  ProcFs(Path proc) {
    this.proc = proc;
  }

  /**
   * One process.
   *
   * @param state the kernel's letter: R, S, D run; T is stopped; Z and X are dead
   */
  public record Stat(Identity identity, String name, char state, long parent) {
    /** Whether it still executes or could again. */
    public boolean alive() {
      return state != 'Z' && state != 'X';
    }

    /** Whether a signal has stopped it. */
    public boolean stopped() {
      return state == 'T';
    }
  }

  /** Whether this process may read another user's environment: CAP_SYS_PTRACE, capability 19. */
  public boolean mayTrace() {
    try {
      return Files.readAllLines(proc.resolve("self/status")).stream()
          .filter(line -> line.startsWith("CapEff:"))
          .map(line -> Long.parseUnsignedLong(line.substring("CapEff:".length()).strip(), 16))
          .anyMatch(capabilities -> (capabilities >> 19 & 1) == 1);
    } catch (IOException e) {
      throw LabctlException.machine("cannot read %s/self/status: %s".formatted(proc, e), e);
    }
  }

  /** The process of that number now, dead ones excluded. */
  public Optional<Stat> stat(long pid) {
    return read(pid, "stat").flatMap(ProcFs::parse).filter(Stat::alive);
  }

  /** The process of that identity, when it still lives. */
  public Optional<Stat> stat(Identity identity) {
    return stat(identity.pid()).filter(s -> s.identity().equals(identity));
  }

  /**
   * Whether it executes nothing of its own until it is continued: it is stopped, or it waits in the
   * kernel and will be stopped when that is over. The second is a parent that waits in vfork for a
   * child which was itself stopped, and a process that waits for its disk.
   */
  public boolean held(Stat stat) {
    return stat.stopped() || (stat.state() == 'D' && stopPending(stat));
  }

  /** Whether it is stopped, or was told to and has not come to it yet. */
  public boolean stoppedSoon(Stat stat) {
    return stat.stopped() || stopPending(stat);
  }

  private boolean stopPending(Stat stat) {
    return read(stat.identity().pid(), "status")
        .orElse("")
        .lines()
        .filter(line -> line.startsWith("SigPnd:") || line.startsWith("ShdPnd:"))
        .map(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
        .anyMatch(pending -> (pending >> (Signal.STOP.number() - 1) & 1) == 1);
  }

  /** Every living process that we may see. */
  public List<Stat> all() {
    List<Stat> found = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(proc, "[0-9]*")) {
      for (Path entry : entries) {
        stat(Long.parseLong(entry.getFileName().toString())).ifPresent(found::add);
      }
    } catch (IOException e) {
      throw LabctlException.machine("cannot list %s: %s".formatted(proc, e), e);
    }
    return found;
  }

  /** Its environment as it was started, {@code NAME=value} separated by NUL; empty if hidden. */
  public Optional<String> environment(long pid) {
    return read(pid, "environ");
  }

  /** Its command line, in words; empty if hidden or a kernel thread. */
  public Optional<String> commandLine(long pid) {
    return read(pid, "cmdline").map(c -> c.replace('\0', ' ').strip()).filter(c -> !c.isEmpty());
  }

  /** Its working folder; empty if hidden. */
  public Optional<Path> folder(long pid) {
    try {
      return Optional.of(Files.readSymbolicLink(proc.resolve(Long.toString(pid)).resolve("cwd")));
    } catch (IOException gone) {
      return Optional.empty();
    }
  }

  /** The process that listens on a TCP address, or on that port of every address. */
  public Optional<Stat> listener(InetAddress address, int port) {
    List<String> sockets = new ArrayList<>();
    for (String table : List.of("net/tcp", "net/tcp6")) {
      for (String line : lines(proc.resolve(table))) {
        String[] f = line.strip().split("\\s+");
        if (f.length > 9 && f[3].equals("0A") && covers(f[1], address, port)) {
          sockets.add("socket:[" + f[9] + "]");
        }
      }
    }
    return sockets.isEmpty()
        ? Optional.empty()
        : all().stream().filter(s -> holds(s.identity().pid(), sockets)).findFirst();
  }

  /** Whether a local address of the kernel's table, {@code 0100007F:1538}, covers this one. */
  static boolean covers(String local, InetAddress address, int port) {
    int colon = local.indexOf(':');
    if (!local.substring(colon + 1).equals("%04X".formatted(port))) {
      return false;
    }
    String host = local.substring(0, colon);
    StringBuilder wanted = new StringBuilder();
    // The kernel prints each word in the machine's order: the last byte of 127.0.0.1 comes first.
    for (byte b : address.getAddress()) {
      wanted.insert(0, "%02X".formatted(b));
    }
    boolean everyAddress = host.chars().allMatch(c -> c == '0');
    return everyAddress || host.equals(wanted.toString()) || host.endsWith("FFFF0000" + wanted);
  }

  static Optional<Stat> parse(String line) {
    // The name is in parentheses and may hold spaces and parentheses itself.
    int open = line.indexOf('(');
    int close = line.lastIndexOf(')');
    if (open < 1 || close < open) {
      return Optional.empty();
    }
    String[] rest = line.substring(close + 1).strip().split(" ");
    if (rest.length < 20) {
      return Optional.empty();
    }
    long pid = Long.parseLong(line.substring(0, open).strip());
    return Optional.of(
        new Stat(
            new Identity(pid, Long.parseLong(rest[19])),
            line.substring(open + 1, close),
            rest[0].charAt(0),
            Long.parseLong(rest[1])));
  }

  private boolean holds(long pid, List<String> sockets) {
    Path folder = proc.resolve(Long.toString(pid)).resolve("fd");
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        if (sockets.contains(target(entry))) {
          return true;
        }
      }
    } catch (IOException hidden) {
      return false;
    }
    return false;
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException gone) {
      return "";
    }
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException absent) {
      return List.of();
    }
  }

  private Optional<String> read(long pid, String file) {
    try {
      byte[] bytes = Files.readAllBytes(proc.resolve(Long.toString(pid)).resolve(file));
      return Optional.of(new String(bytes, StandardCharsets.UTF_8));
    } catch (IOException goneOrHidden) {
      return Optional.empty();
    }
  }
}

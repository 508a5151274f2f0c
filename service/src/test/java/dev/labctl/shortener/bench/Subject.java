package dev.labctl.shortener.bench;

import dev.labctl.shortener.servers.Child;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A server under measurement: a process of ours with its children. */
record Subject(String name, Child child, int port) implements AutoCloseable {
  private static final double TICKS_PER_SECOND = 100; // USER_HZ, the same on every Linux
  private static final int UTIME = 11; // fields of /proc/PID/stat after the command's name
  private static final int STIME = 12;

  /** Starts a command and waits until something listens. */
  static Subject start(String name, int port, Path folder, List<String> command) {
    Subject subject = new Subject(name, Child.start(folder.resolve(name + ".log"), command), port);
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> listens(port));
    return subject;
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port), 1000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private Stream<ProcessHandle> processes() {
    return Stream.concat(
        Stream.of(child.process().toHandle()), child.process().toHandle().descendants());
  }

  /** Processor time used so far, user and system. */
  double cpuSeconds() {
    return processes().mapToDouble(process -> cpuSeconds(process.pid())).sum();
  }

  private static double cpuSeconds(long pid) {
    String stat = read(pid, "stat");
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME])) / TICKS_PER_SECOND;
  }

  /** Resident memory in MB. */
  double residentMegabytes() {
    return processes()
        .flatMap(process -> read(process.pid(), "status").lines())
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToDouble(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024.0)
        .sum();
  }

  private static String read(long pid, String file) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(pid), file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    child.close();
  }
}

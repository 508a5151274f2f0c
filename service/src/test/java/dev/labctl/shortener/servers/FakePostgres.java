package dev.labctl.shortener.servers;

import dev.labctl.shortener.config.HostPort;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/**
 * Speaks as much of Postgres' protocol as a pool needs to log in and to run simple statements, and
 * changes its state within a moment: hundreds of starts and failovers cost seconds, not hours.
 */
public final class FakePostgres implements AutoCloseable {
  private static final int PROTOCOL_3 = 196_608;
  private static final int TEXT = 25;

  /** How a server is. */
  public enum State {
    /** It refuses connections. */
    DOWN,
    /** It accepts connections and says nothing on them. */
    FROZEN,
    /** It answers that it is starting up. */
    STARTING,
    REPLICA,
    PRIMARY
  }

  private final ServerSocket listener;
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final AtomicInteger logins = new AtomicInteger();
  private volatile State state;
  private volatile UnaryOperator<Duration> stall = none -> none;

  /** Listens on a free port of loopback. */
  public FakePostgres(State state) {
    this.state = state;
    try {
      listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofPlatform().daemon().name("fake-postgres").start(this::accept);
  }

  /** Where it listens. */
  public HostPort address() {
    return new HostPort("127.0.0.1", listener.getLocalPort());
  }

  /** How many logins it has completed. */
  public int logins() {
    return logins.get();
  }

  /** Becomes so; connections from before end, as they do when a server restarts. */
  public void become(State next) {
    state = next;
    connections.forEach(FakePostgres::hangUp);
  }

  /**
   * Waits before each answer to a statement.
   *
   * @param stall asked before each answer, with zero, for how long
   */
  public void stall(UnaryOperator<Duration> stall) {
    this.stall = stall;
  }

  private void accept() {
    while (true) {
      try {
        Socket socket = listener.accept();
        if (state == State.DOWN) {
          hangUp(socket);
          continue;
        }
        connections.add(socket);
        var unused = Thread.ofPlatform().daemon().name("fake-session").start(() -> serve(socket));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket socket) {
    State began = state;
    try (socket) {
      socket.setTcpNoDelay(true);
      DataInputStream in = new DataInputStream(socket.getInputStream());
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      byte[] startup = in.readNBytes(in.readInt() - Integer.BYTES);
      if (began == State.FROZEN) {
        closed.await();
      }
      if (startup.length < Integer.BYTES || protocol(startup) != PROTOCOL_3) {
        return;
      }
      if (began == State.STARTING) {
        send(out, 'E', bytes("SFATAL", "VFATAL", "C57P03", "Mthe database is starting up", ""));
        return;
      }
      new Session(in, out, began == State.REPLICA).run();
    } catch (IOException e) {
      // The client hung up, or this server did.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      connections.remove(socket);
    }
  }

  private static int protocol(byte[] startup) {
    return ByteBuffer.wrap(startup).getInt();
  }

  private static byte[] bytes(String... texts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (String text : texts) {
      all.writeBytes(text.getBytes(StandardCharsets.UTF_8));
      all.write(0);
    }
    return all.toByteArray();
  }

  private static void send(DataOutputStream out, char type, byte[] body) throws IOException {
    out.write(type);
    out.writeInt(body.length + Integer.BYTES);
    out.write(body);
    out.flush();
  }

  private static void hangUp(Socket socket) {
    try (socket) {
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      assert socket.isClosed() : e; // the session ended by itself
    }
  }

  /** One connection, once its startup message has been read. */
  private final class Session {
    private final DataInputStream in;
    private final DataOutputStream out;
    private final boolean replica;
    private String statement = "";

    Session(DataInputStream in, DataOutputStream out, boolean replica) {
      this.in = in;
      this.out = out;
      this.replica = replica;
    }

    void run() throws IOException, InterruptedException {
      send(out, 'R', new byte[4]);
      for (String[] said :
          new String[][] {
            {"server_version", "15.0"},
            {"server_encoding", "UTF8"},
            {"client_encoding", "UTF8"},
            {"DateStyle", "ISO, MDY"},
            {"TimeZone", "UTC"},
            {"integer_datetimes", "on"},
            {"standard_conforming_strings", "on"},
            {"in_hot_standby", replica ? "on" : "off"}
          }) {
        send(out, 'S', bytes(said));
      }
      send(out, 'K', new byte[8]);
      ready();
      logins.incrementAndGet();
      while (true) {
        int type = in.read();
        if (type < 0 || type == 'X') {
          return;
        }
        byte[] body = in.readNBytes(in.readInt() - Integer.BYTES);
        switch (type) {
          case 'Q' -> {
            statement = text(body, 0);
            if (asks()) {
              describe();
            }
            execute();
            ready();
          }
          case 'P' -> {
            statement = text(body, text(body, 0).length() + 1);
            send(out, '1', new byte[0]);
          }
          case 'B' -> send(out, '2', new byte[0]);
          case 'D' -> {
            if (body[0] == 'S') {
              send(out, 't', new byte[2]);
            }
            describe();
          }
          case 'E' -> execute();
          case 'C' -> send(out, '3', new byte[0]);
          case 'S' -> ready();
          default -> throw new EOFException("no answer to message " + (char) type);
        }
      }
    }

    private boolean asks() {
      String lower = statement.toLowerCase(Locale.ROOT);
      return lower.startsWith("select") || lower.startsWith("show");
    }

    private void describe() throws IOException {
      if (!asks()) {
        send(out, 'n', new byte[0]);
        return;
      }
      ByteArrayOutputStream row = new ByteArrayOutputStream();
      DataOutputStream data = new DataOutputStream(row);
      data.writeShort(1);
      data.write(bytes("answer"));
      data.writeInt(0);
      data.writeShort(0);
      data.writeInt(TEXT);
      data.writeShort(-1);
      data.writeInt(-1);
      data.writeShort(0);
      send(out, 'T', row.toByteArray());
    }

    private void execute() throws IOException, InterruptedException {
      Duration wait = stall.apply(Duration.ZERO);
      if (wait.isPositive() && closed.await(wait.toNanos(), TimeUnit.NANOSECONDS)) {
        return;
      }
      if (asks()) {
        byte[] answer = answer().getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream row = new ByteArrayOutputStream();
        DataOutputStream data = new DataOutputStream(row);
        data.writeShort(1);
        data.writeInt(answer.length);
        data.write(answer);
        send(out, 'D', row.toByteArray());
        send(out, 'C', bytes("SELECT 1"));
      } else if (replica && statement.startsWith("insert")) {
        send(out, 'E', bytes("SERROR", "VERROR", "C25006", "Mread-only transaction", ""));
      } else {
        send(out, 'C', bytes(statement.startsWith("insert") ? "INSERT 0 1" : "SET"));
      }
    }

    private String answer() {
      String lower = statement.toLowerCase(Locale.ROOT);
      if (lower.contains("isolation")) {
        return "read committed";
      }
      return lower.contains("read_only") ? replica ? "on" : "off" : "1";
    }

    private void ready() throws IOException {
      send(out, 'Z', new byte[] {'I'});
    }

    private String text(byte[] body, int from) {
      int end = from;
      while (body[end] != 0) {
        end++;
      }
      return new String(body, from, end - from, StandardCharsets.UTF_8);
    }
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    connections.forEach(FakePostgres::hangUp);
  }
}

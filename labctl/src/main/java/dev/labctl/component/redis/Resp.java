package dev.labctl.component.redis;

import dev.labctl.lab.Endpoint;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** One connection to a Redis or Sentinel, in its protocol RESP2. */
public final class Resp implements AutoCloseable {
  private static final int LIMIT_MILLIS = 8000;

  private final Socket socket;
  private final InputStream in;

  /** Connects and authenticates. */
  public Resp(Endpoint at, String password) throws IOException {
    socket = new Socket();
    socket.setSoTimeout(LIMIT_MILLIS);
    socket.connect(new InetSocketAddress(at.host(), at.port()), LIMIT_MILLIS);
    in = new BufferedInputStream(socket.getInputStream());
    call("AUTH", password);
  }

  /** The reply as flat text: the items of an array in order, nested ones opened out. */
  public List<String> call(String... words) throws IOException {
    StringBuilder request = new StringBuilder("*" + words.length + "\r\n");
    for (String word : words) {
      int length = word.getBytes(StandardCharsets.UTF_8).length;
      request.append('$').append(length).append("\r\n").append(word).append("\r\n");
    }
    OutputStream out = socket.getOutputStream();
    out.write(request.toString().getBytes(StandardCharsets.UTF_8));
    out.flush();
    List<String> reply = new ArrayList<>();
    read(reply);
    return reply;
  }

  private void read(List<String> into) throws IOException {
    String line = line();
    if (line.isEmpty()) {
      throw new ProtocolException("an empty line is no reply");
    }
    String rest = line.substring(1);
    switch (line.charAt(0)) {
      case '+', ':' -> into.add(rest);
      case '-' -> throw new ProtocolException("refused: " + rest);
      case '$' -> bulk(Integer.parseInt(rest), into);
      case '*' -> {
        for (int i = Integer.parseInt(rest); i > 0; i--) {
          read(into);
        }
      }
      default -> throw new ProtocolException("unknown reply: " + line);
    }
  }

  private void bulk(int length, List<String> into) throws IOException {
    if (length < 0) {
      return;
    }
    into.add(new String(in.readNBytes(length), StandardCharsets.UTF_8));
    line();
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new ProtocolException("the connection ended within a reply");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}

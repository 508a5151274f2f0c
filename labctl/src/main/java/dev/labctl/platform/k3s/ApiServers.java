package dev.labctl.platform.k3s;

import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import dev.labctl.process.Await;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The API servers of a cluster. A request goes to the one that answered last, and to the next when
 * it gives no answer: an experiment may have killed, cut off or frozen any of them.
 */
final class ApiServers implements AutoCloseable {
  /**
   * How much patience there is with servers that do not answer.
   *
   * @param attempts of a request in all
   * @param connect until a connection is made
   * @param answer until a request is answered
   * @param between two attempts
   * @param lastAttempt after the first, when no other begins any more
   * @param memory how long silence is remembered: a command asks many times, and is not to wait for
   *     each
   */
  private record Patience(
      int attempts,
      Duration connect,
      Duration answer,
      Duration between,
      Duration lastAttempt,
      Duration memory) {
    private static final Duration ANSWER = Duration.ofSeconds(5);

    /** One address alone, or several. */
    static Patience with(int addresses) {
      return addresses == 1
          // It may be far away, and it, or what stands before several servers, may close a
          // connection: there is nothing else to do than to ask again. A request ends within 9 s.
          ? new Patience(
              3,
              Duration.ofSeconds(3),
              ANSWER,
              Duration.ofMillis(500),
              Duration.ofSeconds(4),
              Duration.ofSeconds(2))
          // With another server at hand, one that is cut off must not hold a request up.
          : new Patience(
              addresses,
              Duration.ofMillis(800),
              ANSWER,
              Duration.ZERO,
              ANSWER.multipliedBy(addresses),
              Duration.ZERO);
    }
  }

  /** What nobody answered, and until when that need not be tried again. */
  private record Silence(String failures, long until) {}

  private static final Duration POLL = Duration.ofMillis(500);
  private static final String YES = "answers";

  private final List<URI> addresses;
  private final Supplier<Config> credentials;
  private final @Nullable KubernetesClient[] clients;
  private final Patience patience;
  private volatile int current;
  private volatile @Nullable Silence silence;

  /**
   * The servers.
   *
   * @param addresses where they answer, the preferred first; the kubeconfig's own is not used
   * @param credentials asked for at the first request, so that they may be made after this
   */
  ApiServers(List<URI> addresses, Supplier<Config> credentials) {
    this.addresses = List.copyOf(addresses);
    this.credentials = credentials;
    this.clients = new KubernetesClient[addresses.size()];
    this.patience = Patience.with(addresses.size());
  }

  /**
   * Makes a request that does no harm when made twice: once of each server, or, of one that is
   * alone, a few times.
   *
   * @throws LabctlException (exit 3) when no server answers, or the one that does refuses it
   */
  <T> T ask(String what, Function<KubernetesClient, T> request) {
    Silence known = silence;
    if (known != null && System.nanoTime() - known.until() < 0) {
      throw nobody(what, known.failures());
    }
    Map<String, Set<URI>> failures = new LinkedHashMap<>();
    boolean silent = true;
    int first = current;
    long last = System.nanoTime() + patience.lastAttempt().toNanos();
    for (int i = 0; i < patience.attempts(); i++) {
      if (i > 0) {
        Await.pause(patience.between());
        if (System.nanoTime() - last >= 0) {
          break;
        }
      }
      int index = (first + i) % addresses.size();
      try {
        T answer = request.apply(client(index));
        current = index;
        return answer;
      } catch (KubernetesClientException e) {
        if (!unanswered(e)) {
          current = index;
          throw LabctlException.machine(
              "Kubernetes refused to %s: %s".formatted(what, reason(e)), e);
        }
        silent &= timedOut(e);
        failures.computeIfAbsent(reason(e), r -> new LinkedHashSet<>()).add(addresses.get(index));
      }
    }
    String all =
        failures.entrySet().stream()
            .map(f -> f.getValue() + ": " + f.getKey())
            .collect(Collectors.joining("; "));
    if (silent) {
      silence = new Silence(all, System.nanoTime() + patience.memory().toNanos());
    }
    throw nobody(what, all);
  }

  private static LabctlException nobody(String what, String failures) {
    return LabctlException.machine(
        "no API server lets labctl %s (%s); see 'labctl status', or 'labctl up'"
            .formatted(what, failures));
  }

  /** Has the next request go to another server than the last, where there is one. */
  void next() {
    current = (current + 1) % addresses.size();
  }

  /** A client of a server that answers now, for what must not be done twice. */
  KubernetesClient one(String what) {
    return ask(
        what,
        client -> {
          client.getKubernetesVersion();
          return client;
        });
  }

  /** Waits until a server answers and takes these credentials; exit 3 when none does in time. */
  void await(Duration deadline) {
    Await.until(
        "an answer of Kubernetes", deadline, POLL, ExitCode.MACHINE, this::answer, YES::equals);
  }

  /** {@link #YES}, or why not. */
  private String answer() {
    try {
      one("ask for its version");
      return YES;
    } catch (LabctlException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /** No answer at all, or one that says that the server cannot work now. */
  private static boolean unanswered(KubernetesClientException e) {
    return e.getCode() <= 0 || e.getCode() >= 500;
  }

  /** Silence, which is dear to ask for again; a closed door tells at once. */
  private static boolean timedOut(KubernetesClientException e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof HttpTimeoutException
          || t instanceof SocketTimeoutException
          || t instanceof TimeoutException) {
        return true;
      }
    }
    return false;
  }

  private static String reason(KubernetesClientException e) {
    if (e.getStatus() != null && e.getStatus().getMessage() != null) {
      return e.getStatus().getMessage();
    }
    String said = e.getClass().getSimpleName();
    for (Throwable t = e; t != null; t = t.getCause()) {
      String message = t.getMessage();
      if (message != null) {
        said = message;
      } else if (t instanceof ConnectException) {
        // Java has no word for it; what is below speaks of closed channels.
        return "connection refused";
      }
    }
    return said;
  }

  private synchronized KubernetesClient client(int index) {
    KubernetesClient known = clients[index];
    if (known != null) {
      return known;
    }
    Config config =
        new ConfigBuilder(credentials.get())
            .withMasterUrl(addresses.get(index).toString())
            .withConnectionTimeout(Math.toIntExact(patience.connect().toMillis()))
            .withRequestTimeout(Math.toIntExact(patience.answer().toMillis()))
            .withRequestRetryBackoffLimit(0)
            .build();
    KubernetesClient made =
        new KubernetesClientBuilder()
            .withConfig(config)
            .withHttpClientFactory(new JdkHttpClientFactory())
            .build();
    clients[index] = made;
    return made;
  }

  @Override
  public synchronized void close() {
    for (int i = 0; i < clients.length; i++) {
      KubernetesClient client = clients[i];
      if (client != null) {
        client.close();
        clients[i] = null;
      }
    }
  }
}

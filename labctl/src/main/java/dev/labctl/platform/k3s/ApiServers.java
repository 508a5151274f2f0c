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
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The API servers of a cluster. A request goes to the one that answered last, and to the next when
 * it gives no answer: an experiment may have killed, cut off or frozen any of them.
 */
final class ApiServers implements AutoCloseable {
  /** With another server at hand, one that is cut off must not hold a request up. */
  private static final Duration CONNECT = Duration.ofMillis(800);

  /** With one address alone, which may be far away, there is nothing else to do than to wait. */
  private static final Duration CONNECT_ALONE = Duration.ofSeconds(3);

  private static final Duration ANSWER = Duration.ofSeconds(5);

  /** Of one address alone: a server, or what stands before several, may close a connection. */
  private static final int ATTEMPTS_ALONE = 3;

  private static final Duration BETWEEN = Duration.ofMillis(500);

  /** With one address, no attempt begins later: a request ends within about 10 s. */
  private static final Duration LAST_ATTEMPT = Duration.ofMillis(7500);

  private static final Duration POLL = Duration.ofMillis(500);
  private static final String YES = "answers";

  private final List<URI> addresses;
  private final Supplier<Config> credentials;
  private final @Nullable KubernetesClient[] clients;
  private volatile int current;

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
  }

  /**
   * Makes a request that does no harm when made twice: once of each server, or, of one that is
   * alone, three times.
   *
   * @throws LabctlException (exit 3) when no server answers, or the one that does refuses it
   */
  <T> T ask(String what, Function<KubernetesClient, T> request) {
    Map<String, Set<URI>> failures = new LinkedHashMap<>();
    int first = current;
    boolean alone = addresses.size() == 1;
    int attempts = alone ? ATTEMPTS_ALONE : addresses.size();
    long last = System.nanoTime() + LAST_ATTEMPT.toNanos();
    for (int i = 0; i < attempts; i++) {
      if (alone && i > 0) {
        Await.pause(BETWEEN);
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
        failures.computeIfAbsent(reason(e), r -> new LinkedHashSet<>()).add(addresses.get(index));
      }
    }
    throw LabctlException.machine(
        "no API server lets labctl %s (%s); see 'labctl status', or 'labctl up'"
            .formatted(
                what,
                failures.entrySet().stream()
                    .map(f -> f.getValue() + ": " + f.getKey())
                    .collect(Collectors.joining("; "))));
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

  private static String reason(KubernetesClientException e) {
    if (e.getStatus() != null && e.getStatus().getMessage() != null) {
      return e.getStatus().getMessage();
    }
    Throwable deepest = e;
    for (Throwable t = e; t != null; t = t.getCause()) {
      deepest = t;
    }
    String message = deepest.getMessage();
    return message == null ? deepest.getClass().getSimpleName() : message;
  }

  private synchronized KubernetesClient client(int index) {
    KubernetesClient known = clients[index];
    if (known != null) {
      return known;
    }
    Config config =
        new ConfigBuilder(credentials.get())
            .withMasterUrl(addresses.get(index).toString())
            .withConnectionTimeout(
                Math.toIntExact((addresses.size() == 1 ? CONNECT_ALONE : CONNECT).toMillis()))
            .withRequestTimeout(Math.toIntExact(ANSWER.toMillis()))
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

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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The API servers of a cluster. A request goes to the one that answered last, and to the next when
 * it gives no answer: an experiment may have killed, cut off or frozen any of them.
 */
final class ApiServers implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofMillis(800);
  private static final Duration ANSWER = Duration.ofSeconds(5);
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
   * Makes a request that does no harm when made twice.
   *
   * @throws LabctlException (exit 3) when no server answers, or the one that does refuses it
   */
  <T> T ask(String what, Function<KubernetesClient, T> request) {
    Map<String, List<URI>> failures = new LinkedHashMap<>();
    int first = current;
    for (int i = 0; i < addresses.size(); i++) {
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
        failures.computeIfAbsent(reason(e), r -> new ArrayList<>()).add(addresses.get(index));
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
            .withConnectionTimeout(Math.toIntExact(CONNECT.toMillis()))
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

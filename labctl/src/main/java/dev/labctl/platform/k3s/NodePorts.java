package dev.labctl.platform.k3s;

import dev.labctl.exit.LabctlException;
import dev.labctl.process.Await;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Applies Services with fixed node ports where an API server may be wrong about which are taken. A
 * port is reserved before its Service is stored: a request that ended in between leaves a port that
 * nobody has, and a server that was not asked may not know yet of one that was given back
 * (kubernetes issues 85894 and 89937). Both mend themselves.
 *
 * @param patience how long a port that no other Service has is asked for again
 * @param interval between two requests, each to the next server
 */
record NodePorts(ApiServers servers, Duration patience, Duration interval) {
  private static final int UNPROCESSABLE = 422;
  private static final Pattern TAKEN =
      Pattern.compile("Invalid value: (\\d{1,5}): provided port is already allocated");

  NodePorts(ApiServers servers) {
    this(servers, Duration.ofSeconds(20), Duration.ofSeconds(1));
  }

  /**
   * Makes the request, again while it is refused for a port that no other Service has.
   *
   * @param namespace of the object that is applied
   * @param name of it
   * @throws LabctlException (exit 3) naming the Service that has the port, at once; or saying that
   *     none has it, when the patience is over
   */
  <T> T ask(String what, String namespace, String name, Function<KubernetesClient, T> request) {
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      try {
        return servers.ask(what, request);
      } catch (LabctlException e) {
        List<Integer> ports = taken(e);
        if (ports.isEmpty()) {
          throw e;
        }
        refuseAnothers(e, ports, namespace, name);
        if (System.nanoTime() - end >= 0) {
          throw LabctlException.machine(
              "%s; no other Service has the node port, and the API servers still said so after %d s: Kubernetes frees such a port by itself within about ten minutes, try again then"
                  .formatted(e.getMessage(), patience.toSeconds()),
              e);
        }
      }
      servers.next();
      Await.pause(interval);
    }
  }

  /**
   * The node ports for which a request was refused; empty when it was refused for another cause.
   */
  private static List<Integer> taken(LabctlException refusal) {
    if (refusal.getCause() instanceof KubernetesClientException e && e.getCode() == UNPROCESSABLE) {
      return TAKEN
          .matcher(String.valueOf(e.getMessage()))
          .results()
          .map((MatchResult r) -> Integer.valueOf(r.group(1)))
          .distinct()
          .toList();
    }
    return List.of();
  }

  private void refuseAnothers(
      LabctlException refusal, List<Integer> ports, String namespace, String name) {
    Optional<Service> holder =
        servers.ask("list Services", c -> c.services().inAnyNamespace().list().getItems()).stream()
            .filter(s -> has(s, ports))
            .filter(
                s ->
                    !namespace.equals(s.getMetadata().getNamespace())
                        || !name.equals(s.getMetadata().getName()))
            .findFirst();
    if (holder.isPresent()) {
      throw LabctlException.machine(
          "%s; the Service %s/%s has it: delete that, or give the cluster file another 'nodePorts'"
              .formatted(
                  refusal.getMessage(),
                  holder.get().getMetadata().getNamespace(),
                  holder.get().getMetadata().getName()),
          refusal);
    }
  }

  private static boolean has(Service service, List<Integer> ports) {
    return service.getSpec().getPorts().stream()
        .map(ServicePort::getNodePort)
        .anyMatch(p -> p != null && ports.contains(p));
  }
}

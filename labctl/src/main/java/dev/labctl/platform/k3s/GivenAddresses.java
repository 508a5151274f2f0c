package dev.labctl.platform.k3s;

import dev.labctl.component.Components;
import dev.labctl.exit.LabctlException;
import dev.labctl.lab.Finding;
import dev.labctl.spec.ClusterSpec;
import dev.labctl.spec.ClusterSpec.Kubeconfig;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether the Services' addresses and node ports that a lab asks of a given cluster can be had. */
record GivenAddresses(
    ClusterSpec spec, Components components, Kubeconfig given, ApiServers servers, Owner owner) {
  /**
   * Asks the server for every Service without making it: it knows what is taken or out of range.
   */
  List<Finding> look() {
    String what = "addresses";
    List<Service> all =
        servers.ask(
            "list Services", client -> client.services().inAnyNamespace().list().getItems());
    // An up that was cut short has made some of them.
    Map<String, List<Integer>> wanted = missing(all.stream().filter(this::ours).toList());
    if (wanted.isEmpty()) {
      return List.of(GivenPreflight.ok(what, "ours"));
    }
    // A dry run knows the blocks, but not which ports are taken.
    for (Service other : all) {
      if (ours(other)) {
        continue;
      }
      boolean address = wanted.containsKey(String.valueOf(other.getSpec().getClusterIP()));
      boolean port =
          other.getSpec().getPorts().stream()
              .map(ServicePort::getNodePort)
              .filter(Objects::nonNull)
              .anyMatch(p -> wanted.values().stream().anyMatch(w -> w.contains(p)));
      if (address || port) {
        return List.of(
            new Finding(
                what,
                false,
                "the Service %s of namespace %s has an address or a node port that the lab needs"
                    .formatted(other.getMetadata().getName(), other.getMetadata().getNamespace()),
                "give 'kubeconfig.services' or 'kubeconfig.nodePorts' a block that is free"));
      }
    }
    for (Map.Entry<String, List<Integer>> service : wanted.entrySet()) {
      try {
        servers.ask(
            "have a Service at %s with node ports %s"
                .formatted(service.getKey(), service.getValue()),
            client ->
                client
                    .services()
                    .inNamespace("default")
                    .resource(service(service.getKey(), service.getValue()))
                    .dryRun()
                    .create());
      } catch (LabctlException e) {
        return List.of(
            Finding.refused(
                what,
                e,
                "give 'kubeconfig.services' or 'kubeconfig.nodePorts' a block of the cluster's that"
                    + " is free"));
      }
    }
    return List.of(
        GivenPreflight.ok(
            what,
            "%s and node ports from %d on are free"
                .formatted(given.services(), given.nodePorts())));
  }

  private boolean ours(Service service) {
    return given.namespace().equals(service.getMetadata().getNamespace()) && owner.owns(service);
  }

  /** What is wanted, without the addresses and the edge's ports that Services of ours have. */
  private Map<String, List<Integer>> missing(List<Service> ours) {
    Set<String> addresses =
        ours.stream().map(s -> s.getSpec().getClusterIP()).collect(Collectors.toSet());
    Set<Integer> ports =
        ours.stream()
            .flatMap(s -> s.getSpec().getPorts().stream())
            .map(ServicePort::getNodePort)
            .filter(Objects::nonNull)
            .collect(Collectors.toSet());
    Map<String, List<Integer>> missing = new LinkedHashMap<>();
    new ClusterAddresses(spec, components)
        .wanted()
        .forEach(
            (address, wanted) -> {
              List<Integer> left = wanted.stream().filter(p -> !ports.contains(p)).toList();
              if (!addresses.contains(address) && !left.isEmpty()) {
                missing.put(address, left);
              }
            });
    return missing;
  }

  private static Service service(String address, List<Integer> nodePorts) {
    return new ServiceBuilder()
        .withNewMetadata()
        .withName("labctl-" + nodePorts.getFirst())
        .endMetadata()
        .withNewSpec()
        .withType("NodePort")
        .withClusterIP(address.isEmpty() ? null : address)
        .withPorts(
            nodePorts.stream()
                .map(
                    port ->
                        new ServicePortBuilder()
                            .withName("port-" + port)
                            .withPort(port)
                            .withNodePort(port)
                            .build())
                .toList())
        .endSpec()
        .build();
  }
}

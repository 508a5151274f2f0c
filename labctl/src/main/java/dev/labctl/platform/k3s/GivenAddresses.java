package dev.labctl.platform.k3s;

import dev.labctl.exit.LabctlException;
import dev.labctl.lab.Access;
import dev.labctl.lab.Component;
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

/** Whether the Services' addresses and node ports that a lab asks of a given cluster can be had. */
record GivenAddresses(ClusterSpec spec, Kubeconfig given, ApiServers servers, Owner owner) {
  /**
   * Asks the server for every Service without making it: it knows what is taken or out of range.
   */
  List<Finding> look() {
    boolean there =
        servers.ask(
            "look at our Services",
            client ->
                !client
                    .services()
                    .inNamespace(given.namespace())
                    .withLabels(owner.labels())
                    .list()
                    .getItems()
                    .isEmpty());
    String what = "addresses";
    if (there) {
      return List.of(GivenPreflight.ok(what, "ours"));
    }
    Map<String, List<Integer>> wanted = wanted();
    // A dry run knows the blocks, but not which ports are taken.
    for (Service other :
        servers.ask(
            "list Services", client -> client.services().inAnyNamespace().list().getItems())) {
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

  /** Node ports by the address of their Service; those of the edge have any address. */
  private Map<String, List<Integer>> wanted() {
    Addresses addresses = new Addresses(spec);
    Map<String, List<Integer>> wanted = new LinkedHashMap<>();
    for (int n = 1; n <= Addresses.MEMBERS; n++) {
      wanted.put(
          addresses.service(Component.POSTGRES, n),
          List.of(addresses.nodePort(Access.POSTGRES, n), addresses.nodePort(Access.PATRONI, n)));
      wanted.put(
          addresses.service(Component.REDIS, n),
          List.of(addresses.nodePort(Access.REDIS, n), addresses.nodePort(Access.SENTINEL, n)));
      wanted.put(
          addresses.service(Component.SHORTENER, n),
          List.of(addresses.nodePort(Access.SHORTENER_ADMIN, n)));
    }
    wanted.put("", Addresses.onEdge().stream().map(addresses::edgeNodePort).sorted().toList());
    return wanted;
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

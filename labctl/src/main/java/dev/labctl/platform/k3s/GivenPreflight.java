package dev.labctl.platform.k3s;

import dev.labctl.component.Components;
import dev.labctl.component.Definition;
import dev.labctl.component.pods.PodImage;
import dev.labctl.exit.LabctlException;
import dev.labctl.lab.Finding;
import dev.labctl.spec.ClusterSpec;
import dev.labctl.spec.ClusterSpec.Kubeconfig;
import io.fabric8.kubernetes.api.model.ContainerImage;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whether a cluster that exists can have the lab: what {@code doctor} shows and {@code up} insists
 * on before it makes anything. Each look needs the ones before it, so the first that fails is the
 * last.
 */
record GivenPreflight(
    ClusterSpec spec,
    Components components,
    Kubeconfig given,
    KubeconfigFile kubeconfig,
    ApiServers servers,
    Owner owner,
    RegistryImages images,
    InstantSource clock) {
  private static final String DEFAULT_CLASS = "storageclass.kubernetes.io/is-default-class";
  private static final String EDGE_TAINT = "labctl.dev/edge";

  /** What the usual pods of one node may use, with the system's own. */
  private static final long NODE_MEGABYTES = 1536;

  List<Finding> inspect() {
    List<Finding> findings = new ArrayList<>();
    findings.add(ok("context", kubeconfig.context() + " at " + kubeconfig.server()));
    for (Supplier<List<Finding>> look :
        List.<Supplier<List<Finding>>>of(
            this::credentials,
            this::namespace,
            this::nodes,
            this::storage,
            this::pullable,
            new GivenAddresses(spec, components, given, servers, owner)::look)) {
      findings.addAll(look.get());
      if (findings.stream().anyMatch(f -> !f.ok())) {
        break;
      }
    }
    return findings;
  }

  static Finding ok(String what, String actual) {
    return new Finding(what, true, actual, "");
  }

  private List<Finding> credentials() {
    String what = "credentials";
    Optional<java.time.Instant> expires = kubeconfig.expires();
    if (expires.isPresent() && expires.get().isBefore(clock.instant())) {
      return List.of(
          new Finding(
              what,
              false,
              "those of the context '%s' ended at %s"
                  .formatted(kubeconfig.context(), expires.get()),
              "get a new kubeconfig for " + kubeconfig.path()));
    }
    try {
      String version =
          servers.ask(
              "list nodes",
              client -> {
                client.nodes().list();
                return client.getKubernetesVersion().getGitVersion();
              });
      return List.of(
          ok(what, expires.map(e -> "until " + e).orElse("accepted")), ok("kubernetes", version));
    } catch (LabctlException e) {
      return List.of(
          Finding.refused(
              what,
              e,
              "check with: kubectl --kubeconfig %s --context %s get nodes; get a new kubeconfig when it says 'Unauthorized' or 'expired'"
                  .formatted(kubeconfig.path(), kubeconfig.context())));
    }
  }

  private List<Finding> namespace() {
    String what = "namespace " + given.namespace();
    Optional<Namespace> there =
        servers.ask(
            "look at " + what,
            client -> Optional.ofNullable(client.namespaces().withName(given.namespace()).get()));
    if (there.isEmpty()) {
      return List.of(toBeMade(what));
    }
    if (!owner.owns(there.get())) {
      return List.of(
          new Finding(
              what,
              false,
              "exists, and labctl did not create it for this lab",
              "name another in 'kubeconfig.namespace'; if it is left of a lab whose state is lost:"
                  + " kubectl delete namespace "
                  + given.namespace()));
    }
    if (there.get().getMetadata().getDeletionTimestamp() != null) {
      return List.of(
          new Finding(what, false, "is being deleted", "wait for its end, then try again"));
    }
    return List.of(ok(what, "ours"));
  }

  /** Known before anything is written down: whoever may list nodes need not make namespaces. */
  private Finding toBeMade(String what) {
    Namespace wanted =
        new NamespaceBuilder().withNewMetadata().withName(given.namespace()).endMetadata().build();
    try {
      servers.ask(
          "make the " + what, client -> client.namespaces().resource(wanted).dryRun().create());
      return ok(what, "to be made");
    } catch (LabctlException e) {
      return Finding.refused(
          what, e, "use a context that may create namespaces and all that is in them");
    }
  }

  private List<Finding> nodes() {
    Map<String, Node> there =
        servers.ask("list nodes", client -> client.nodes().list().getItems()).stream()
            .collect(Collectors.toMap(n -> n.getMetadata().getName(), n -> n));
    return Stream.concat(given.nodes().stream(), Stream.of(given.edge().node()))
        .map(name -> node(name, there))
        .toList();
  }

  private Finding node(String name, Map<String, Node> there) {
    String what = "node " + name;
    Node node = there.get(name);
    if (node == null) {
      return new Finding(
          what, false, "is not one of " + there.keySet(), "correct the cluster file's nodes");
    }
    if (!Kube.ready(node)) {
      return new Finding(what, false, "is not ready", "see: kubectl describe node " + name);
    }
    if (Boolean.TRUE.equals(node.getSpec().getUnschedulable())) {
      return new Finding(what, false, "is cordoned", "kubectl uncordon " + name);
    }
    List<String> taints =
        node.getSpec().getTaints().stream()
            .filter(t -> Set.of("NoSchedule", "NoExecute").contains(t.getEffect()))
            .map(t -> t.getKey() + ":" + t.getEffect())
            .filter(t -> !t.startsWith(EDGE_TAINT) || !name.equals(given.edge().node()))
            .toList();
    if (!taints.isEmpty()) {
      return new Finding(
          what, false, "takes no pods of ours: tainted " + taints, "name another node");
    }
    long megabytes =
        Quantity.getAmountInBytes(
                    node.getStatus().getAllocatable().getOrDefault("memory", new Quantity("0")))
                .longValue()
            >> 20;
    long needed = NODE_MEGABYTES + extraMegabytes();
    return megabytes < needed
        ? new Finding(
            what,
            false,
            "has %d MB for pods".formatted(megabytes),
            "name one with at least %d MB".formatted(needed))
        : ok(what, "ready, %d MB".formatted(megabytes));
  }

  /** Of one member of each component that not every lab has. */
  private int extraMegabytes() {
    return components.all().stream().mapToInt(Definition::megabytes).sum();
  }

  private List<Finding> storage() {
    boolean standard =
        servers
            .ask(
                "list storage classes",
                client -> client.storage().v1().storageClasses().list().getItems())
            .stream()
            .map(c -> c.getMetadata().getAnnotations())
            .anyMatch(a -> a != null && "true".equals(a.get(DEFAULT_CLASS)));
    return List.of(
        standard
            ? ok("storage", "a default class")
            : new Finding(
                "storage",
                false,
                "no storage class is the default",
                "mark one: kubectl annotate storageclass NAME %s=true".formatted(DEFAULT_CLASS)));
  }

  /** Those that a node which needs them does not have yet must be in their registry. */
  private List<Finding> pullable() {
    List<Node> nodes = servers.ask("list nodes", client -> client.nodes().list().getItems());
    for (Map.Entry<String, String> image : images.names().entrySet()) {
      boolean everywhere =
          nodes.stream()
              .filter(n -> needs(n.getMetadata().getName(), image.getKey()))
              .allMatch(n -> has(n, image.getValue()));
      Optional<String> absent = everywhere ? Optional.empty() : images.absent(image.getValue());
      if (absent.isPresent()) {
        return List.of(
            new Finding(
                "images",
                false,
                "%s is not on every node, and %s".formatted(image.getValue(), absent.get()),
                "correct 'kubeconfig.images', or let this machine's Docker build and push them: labctl -c %s doctor --fix"
                    .formatted(spec.source())));
      }
    }
    return List.of(ok("images", given.images()));
  }

  private boolean needs(String node, String name) {
    PodImage image = images.image(name);
    return node.equals(given.edge().node())
        ? image.onEdge()
        : image.onNodes() && (given.nodes().isEmpty() || given.nodes().contains(node));
  }

  private static boolean has(Node node, String image) {
    return node.getStatus().getImages().stream()
        .map(ContainerImage::getNames)
        .anyMatch(names -> names != null && names.contains(image));
  }
}

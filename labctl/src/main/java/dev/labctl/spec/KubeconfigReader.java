package dev.labctl.spec;

import dev.labctl.spec.ClusterSpec.Kubeconfig;
import dev.labctl.spec.ClusterSpec.Kubeconfig.Edge;
import dev.labctl.yaml.AddressValues;
import dev.labctl.yaml.Decoder;
import dev.labctl.yaml.Fields;
import dev.labctl.yaml.InvalidValueException;
import dev.labctl.yaml.Problems;
import dev.labctl.yaml.Values;
import dev.labctl.yaml.YamlNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads what only a cluster file of provider {@code kubeconfig} has. */
final class KubeconfigReader {
  private static final String KEY = "kubeconfig";
  private static final int NODES = 3;

  /** A namespace or a node: what Kubernetes calls a DNS name. */
  private static final Decoder<String> NAME =
      form(
          "[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?",
          "a Kubernetes name: lower case letters, digits, dashes and dots");

  private static final Decoder<String> NAMESPACE =
      form(
          "(?!kube-|default$)[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?",
          "a namespace of its own: 1 to 40 lower case letters, digits and dashes, not default or"
              + " kube-...");

  private static final Decoder<String> FILE =
      form("(/|~/).{1,500}", "an absolute path, or one that begins with ~/");

  private static final Decoder<String> IMAGES =
      form(
          "[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?(/[a-z0-9][a-z0-9._-]*)+",
          "a registry and a prefix, such as registry.example.org/labctl");

  /** Stands for a missing mapping. The problem is noted, so the value is never used. */
  private static final Kubeconfig MISSING =
      new Kubeconfig(
          "", null, List.of(), "", List.of(), new Edge("", "0.0.0.0"), "", "0.0.0.0/24", 0, null);

  private KubeconfigReader() {}

  static Kubeconfig read(Fields top, Problems problems) {
    return top.required(KEY, n -> kubeconfig(n, problems)).orElse(MISSING);
  }

  private static Kubeconfig kubeconfig(YamlNode node, Problems problems) {
    Fields f =
        Fields.of(
            node,
            "'kubeconfig'",
            problems,
            "file",
            "context",
            "contexts",
            "namespace",
            "nodes",
            "edge",
            "images",
            "services",
            "nodePorts",
            "observer");
    List<String> contexts = texts(f, "contexts", Values::text, problems);
    if (contexts.isEmpty()) {
      problems.add(
          f.at("contexts"), "'contexts' names none; must name each context that may be used");
    }
    Optional<String> context = f.optional("context", Values::text);
    context
        .filter(c -> !contexts.contains(c))
        .ifPresent(
            c ->
                problems.add(
                    f.at("context"),
                    "'context' is '%s'; must be one of 'contexts': %s".formatted(c, contexts)));
    Edge edge = f.required("edge", n -> edge(n, problems)).orElse(MISSING.edge());
    return new Kubeconfig(
        f.optional("file", FILE).orElse(Kubeconfig.DEFAULT_FILE),
        context.orElse(null),
        contexts,
        f.optional("namespace", NAMESPACE).orElse(Kubeconfig.DEFAULT_NAMESPACE),
        nodes(f, edge, problems),
        edge,
        f.required("images", IMAGES).orElse(""),
        f.required("services", AddressValues.ANY_SERVICES_24).orElse(MISSING.services()),
        f.optional("nodePorts", ClusterReader.NODE_PORTS).orElse(Kubeconfig.DEFAULT_NODE_PORTS),
        f.optional("observer", AddressValues.ANY).orElse(null));
  }

  private static Edge edge(YamlNode node, Problems problems) {
    Fields f = Fields.of(node, "'edge'", problems, "node", "address");
    return new Edge(
        f.required("node", NAME).orElse(""),
        f.required("address", AddressValues.ANY).orElse(MISSING.edge().address()));
  }

  private static List<String> nodes(Fields f, Edge edge, Problems problems) {
    List<String> nodes = texts(f, "nodes", NAME, problems);
    if (f.has("nodes") && (nodes.size() != NODES || Set.copyOf(nodes).size() != NODES)) {
      problems.add(
          f.at("nodes"),
          "'nodes' has %d different names in %d; must be %d, all different, or be left out"
              .formatted(Set.copyOf(nodes).size(), nodes.size(), NODES));
    }
    if (nodes.contains(edge.node())) {
      problems.add(
          f.at("nodes"),
          "'nodes' has %s, the edge's node; must be others, since no fault may touch the edge"
              .formatted(edge.node()));
    }
    return nodes;
  }

  private static List<String> texts(
      Fields f, String key, Decoder<String> decoder, Problems problems) {
    List<String> texts = new ArrayList<>();
    for (YamlNode item : f.items(key)) {
      try {
        texts.add(decoder.decode(item));
      } catch (InvalidValueException e) {
        problems.add(e.at(), "an item of '%s' %s".formatted(key, e.problem()));
      }
    }
    return texts;
  }

  private static Decoder<String> form(String form, String rule) {
    return node -> {
      String text = Values.text(node);
      if (text.matches(form)) {
        return text;
      }
      throw InvalidValueException.mustBe(node, rule);
    };
  }
}

package dev.labctl.platform.k3s.docker;

import java.util.List;
import java.util.stream.Collectors;

/** Rules in a node's own packet filter that cut it off. */
enum NodeFirewall {
  /** Everything but the node's talk with itself and with its own pods. */
  NETWORK(List.of("PREROUTING -i eth0", "POSTROUTING -o eth0")),

  /**
   * The Kubernetes API. A pod's connection to it becomes one to port 6443 on its way through, so it
   * is looked at behind that: where it leaves the node or arrives at its own server.
   */
  API(
      List.of(
          "INPUT ! -i lo -p tcp --dport 6443",
          "INPUT ! -i lo -p tcp --sport 6443",
          "POSTROUTING ! -o lo -p tcp --dport 6443",
          "POSTROUTING ! -o lo -p tcp --sport 6443"));

  // This table comes before filter, which the cluster itself writes to.
  private static final String IPTABLES = "iptables -w -t mangle";

  private final List<String> rules;

  NodeFirewall(List<String> rules) {
    this.rules = rules;
  }

  /** A shell script that adds the rules that are missing. */
  String cut() {
    return rules.stream()
        .map(
            r ->
                "{ %s -C %s 2>/dev/null || %s -I %s; }"
                    .formatted(IPTABLES, full(r), IPTABLES, full(r)))
        .collect(Collectors.joining(" && "));
  }

  /** A shell script that deletes the rules, however many there are; it fails when one is left. */
  String restore() {
    String delete =
        rules.stream()
            .map(r -> "while %s -D %s 2>/dev/null; do :; done".formatted(IPTABLES, full(r)))
            .collect(Collectors.joining("; "));
    return delete + "; ! %s -S | grep -e %s".formatted(IPTABLES, comment());
  }

  private String full(String rule) {
    return rule + " -m comment --comment " + comment() + " -j DROP";
  }

  private String comment() {
    return switch (this) {
      case NETWORK -> "labctl-cut-network";
      case API -> "labctl-cut-api";
    };
  }
}

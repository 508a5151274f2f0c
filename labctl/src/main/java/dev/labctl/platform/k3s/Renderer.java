package dev.labctl.platform.k3s;

import dev.labctl.exit.LabctlException;
import dev.labctl.lab.Access;
import dev.labctl.lab.Component;
import dev.labctl.lab.Lab;
import dev.labctl.lab.Member;
import dev.labctl.platform.member.MemberValues;
import dev.labctl.platform.member.Secrets.Secret;
import dev.labctl.platform.member.Template;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Turns a lab's model into Kubernetes objects: the members' configuration and the manifests. */
final class Renderer {
  private static final List<GenericKubernetesResource> NONE = List.of();
  // K3s's own network of pods, HAProxy among them.
  private static final String PODS = "10.42.0.0/16";

  private final Lab lab;
  private final Owner owner;
  private final Addresses addresses;
  private final Map<String, String> images;
  private final Function<Secret, String> password;
  private final BackupIdentity backup;
  private final MemberValues members;
  private final Manifests manifests;

  /**
   * A renderer.
   *
   * @param images full name with tag, by the name of its folder in {@code clusters/images}
   * @param backup what pgBackRest's two sides know each other by
   */
  Renderer(
      Lab lab,
      Owner owner,
      Map<String, String> images,
      Function<Secret, String> password,
      BackupIdentity backup) {
    this.lab = lab;
    this.owner = owner;
    this.addresses = new Addresses(lab.spec());
    this.images = images;
    this.password = password;
    this.backup = backup;
    this.members = new MemberValues(lab, lab.spec().ports(), this::address, password);
    this.manifests = new Manifests(lab.root().resolve("clusters/manifests"), owner);
  }

  /** Everything but the migration: what the cluster shall always have. */
  List<GenericKubernetesResource> objects() {
    return Stream.of(
            configuration(),
            services(),
            manifests.objects("", values()),
            // What belongs to the cluster as a whole is ours only where the cluster is.
            owner.everywhere() ? manifests.objects("cluster", values()) : NONE)
        .flatMap(List::stream)
        .toList();
  }

  /** The Job that brings the schema to this version of the shortener. */
  GenericKubernetesResource migration() {
    return manifests.objects("jobs", values()).getFirst();
  }

  /** All that the cluster may have of ours. */
  List<GenericKubernetesResource> everything() {
    return Stream.concat(objects().stream(), Stream.of(migration())).toList();
  }

  private List<GenericKubernetesResource> services() {
    List<GenericKubernetesResource> services = new ArrayList<>();
    for (Component component : List.of(Component.POSTGRES, Component.REDIS, Component.SHORTENER)) {
      for (Member member : lab.members(component)) {
        services.addAll(
            manifests.file("members/" + component.label() + ".yaml", memberValues(member)));
      }
    }
    return services;
  }

  private Map<String, String> memberValues(Member member) {
    Map<String, String> v = values();
    int n = K3sLabs.number(member);
    v.put("member", member.name());
    v.put("address", address(member));
    v.put("postgresNodePort", port(Access.POSTGRES, n));
    v.put("patroniNodePort", port(Access.PATRONI, n));
    v.put("redisNodePort", port(Access.REDIS, n));
    v.put("sentinelNodePort", port(Access.SENTINEL, n));
    v.put("adminNodePort", port(Access.SHORTENER_ADMIN, n));
    v.put("backupNodePort", Integer.toString(addresses.idleNodePort(Component.POSTGRES, n)));
    v.put("httpNodePort", Integer.toString(addresses.idleNodePort(Component.SHORTENER, n)));
    return v;
  }

  private String port(Access access, int n) {
    return Integer.toString(addresses.nodePort(access, n));
  }

  private Map<String, String> values() {
    Map<String, String> v = new HashMap<>();
    v.put("namespace", owner.namespace());
    v.put("lab", lab.spec().name());
    images.forEach((name, image) -> v.put("image" + capital(name), image));
    String shortener = images.getOrDefault("shortener", "");
    v.put("memberNodes", memberNodes());
    v.put("edgeNode", lab.edge().name());
    v.put("shortenerVersion", shortener.substring(shortener.lastIndexOf(':') + 1));
    v.put("heapMegabytes", Integer.toString(lab.spec().shortener().heapMegabytes()));
    v.put("postgresAddresses", members.each(Component.POSTGRES, " ", this::address));
    v.put("backupAddress", addresses.backup());
    v.put("redisAddresses", members.each(Component.REDIS, " ", this::address));
    v.put("entryNodePort", edgePort(Access.ENTRY));
    v.put("haproxyMetricsNodePort", edgePort(Access.HAPROXY_METRICS));
    v.put("prometheusNodePort", edgePort(Access.PROMETHEUS));
    v.put("alertmanagerNodePort", edgePort(Access.ALERTMANAGER));
    v.put("apiNodePort", Integer.toString(addresses.apiNodePort()));
    for (ConfigObjects config : configs()) {
      v.merge(config.component() + "ConfigHash", config.hash(), (one, two) -> one + two);
    }
    return v;
  }

  /**
   * Where members may be, as terms of a node affinity: on the named nodes, or on any but the edge.
   */
  private String memberNodes() {
    String term = "{matchFields: [{key: metadata.name, operator: %s, values: ['%s']}]}";
    return lab.spec().nodes().isEmpty()
        ? "[%s]".formatted(term.formatted("NotIn", lab.edge().name()))
        : lab.nodes().stream()
            .map(n -> term.formatted("In", n.name()))
            .collect(Collectors.joining(", ", "[", "]"));
  }

  /** The servers' API as the edge's HAProxy reaches it: one line each. */
  private String apiServers() {
    return lab.nodes().stream()
        .map(n -> "  server %s %s:%d".formatted(n.name(), n.address(), Addresses.API))
        .collect(Collectors.joining("\n"));
  }

  private String edgePort(Access access) {
    return Integer.toString(addresses.edgeNodePort(access));
  }

  private static String capital(String name) {
    return Character.toUpperCase(name.charAt(0)) + name.substring(1);
  }

  private List<GenericKubernetesResource> configuration() {
    return configs().stream().map(c -> manifests.owned(c.object(), c.name())).toList();
  }

  /** The members' files, filled, as the objects that bring them into the pods. */
  List<ConfigObjects> configs() {
    return List.of(
        ConfigObjects.secret("postgres", Map.of("patroni.yaml", own("patroni.yaml", any()))),
        ConfigObjects.secret("redis", redis()),
        ConfigObjects.secret("shortener", shortener()),
        ConfigObjects.secret("backup", backups()),
        ConfigObjects.secret(
            "haproxy", Map.of("haproxy.cfg", shared("haproxy.cfg", any()), "api.cfg", api())),
        ConfigObjects.configMap(
            "prometheus",
            "prometheus-config",
            Map.of("prometheus.yaml", own("prometheus.yaml", any()))),
        ConfigObjects.configMap("prometheus", "alert-rules", alertRules()),
        ConfigObjects.configMap(
            "alertmanager",
            "alertmanager-config",
            Map.of("alertmanager.yaml", own("alertmanager.yaml", any()))));
  }

  /** HAProxy's second file: the way to the API, where the cluster is ours. */
  private String api() {
    return owner.everywhere()
        ? own("api.cfg", any())
        : "# Rendered by labctl: the API is not ours.\n";
  }

  private Map<String, String> redis() {
    Map<String, String> files = new TreeMap<>();
    for (Member member : lab.members(Component.REDIS)) {
      files.put(member.name() + ".conf", shared("redis.conf", of(member)));
    }
    for (Member member : lab.members(Component.SENTINEL)) {
      files.put(member.name() + ".conf", shared("sentinel.conf", of(member)));
    }
    return with(files, Secret.REDIS, Secret.SENTINEL);
  }

  private Map<String, String> shortener() {
    Map<String, String> files = new TreeMap<>();
    for (Member member : lab.members(Component.SHORTENER)) {
      files.put(member.name() + ".yaml", shared("shortener.yaml", of(member)));
    }
    return with(
        files,
        Secret.APP,
        Secret.OWNER,
        Secret.READER,
        Secret.REDIS,
        Secret.SENTINEL,
        Secret.ADMIN);
  }

  private Map<String, String> backups() {
    Map<String, String> v = any();
    v.put("backupAddress", addresses.backup());
    List<String> members = new ArrayList<>();
    for (Member member : lab.members(Component.POSTGRES)) {
      String pg = "pg" + K3sLabs.number(member);
      members.add(
          ("%1$s-host=%2$s\n%1$s-host-type=tls\n%1$s-host-ca-file=/etc/pgbackrest/backup.crt\n"
                  + "%1$s-host-cert-file=/etc/pgbackrest/backup.crt\n"
                  + "%1$s-host-key-file=/etc/pgbackrest/backup.key\n"
                  + "%1$s-path=/data/postgres\n%1$s-socket-path=/run/postgresql\n"
                  + "%1$s-user=postgres")
              .formatted(pg, address(member)));
    }
    v.put("backupMembers", String.join("\n", members));
    return Map.of(
        "member.conf", own("pgbackrest-member.conf", v),
        "repository.conf", own("pgbackrest-repository.conf", v),
        "restore.conf", own("pgbackrest-restore.conf", v),
        "backup.crt", backup.certificate(),
        "backup.key", backup.key());
  }

  private Map<String, String> with(Map<String, String> files, Secret... secrets) {
    for (Secret secret : secrets) {
      files.put(secret.file(), password.apply(secret));
    }
    return files;
  }

  private Map<String, String> alertRules() {
    Path alerts = lab.root().resolve("clusters/alerts");
    Map<String, String> rules = new TreeMap<>();
    try (Stream<Path> files = Files.list(alerts)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).toList()) {
        rules.put(String.valueOf(file.getFileName()), Files.readString(file));
      }
    } catch (IOException e) {
      throw LabctlException.machine(
          "cannot read the alert rules in %s: %s".formatted(alerts, e), e);
    }
    return rules;
  }

  /** For files that are the same for every member. */
  private Map<String, String> any() {
    return of(lab.members(Component.POSTGRES).getFirst());
  }

  private Map<String, String> of(Member member) {
    Map<String, String> v = members.of(member);
    v.put("lab", lab.spec().name());
    v.put("namespace", owner.namespace());
    v.put("bind", "0.0.0.0");
    v.put("trustedProxies", PODS);
    v.put("data", "/data");
    v.put("secrets", "/etc/labctl");
    v.put("servicePrefix", addresses.servicePrefix());
    v.put("observer", lab.observer());
    v.put("apiServers", apiServers());
    v.put("bypassApi", Boolean.toString(owner.everywhere()));
    v.put("etcdJob", owner.everywhere() ? own("prometheus-etcd.yaml", Map.of()) : "");
    return v;
  }

  /** The address that other members know it by; an edge member has none that they need. */
  private String address(Member member) {
    return switch (member.component()) {
      case POSTGRES, REDIS, SENTINEL, SHORTENER ->
          addresses.service(member.component(), K3sLabs.number(member));
      case ETCD, HAPROXY, PROMETHEUS, ALERTMANAGER -> member.node().address();
    };
  }

  private static String shared(String template, Map<String, String> values) {
    return Template.shared(template).fill(values);
  }

  private static String own(String template, Map<String, String> values) {
    return Template.beside(Renderer.class, template).fill(values);
  }
}

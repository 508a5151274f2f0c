package dev.labctl.platform.local;

import static java.util.stream.Collectors.joining;

import dev.labctl.exit.LabctlException;
import dev.labctl.lab.Component;
import dev.labctl.lab.Lab;
import dev.labctl.lab.Member;
import dev.labctl.platform.local.Secrets.Secret;
import dev.labctl.platform.local.Tools.Tool;
import dev.labctl.spec.ClusterSpec;
import dev.labctl.spec.ClusterSpec.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/** Turns a cluster's spec into the files of each member. */
final class Renderer {
  /**
   * A member as files.
   *
   * @param config by name, in the member's config folder
   * @param run what runit executes
   * @param finish what runit executes after it has ended
   */
  record Rendered(Map<String, String> config, String run, Optional<String> finish) {
    Rendered {
      config = Map.copyOf(config);
    }
  }

  private final Layout layout;
  private final Secrets secrets;
  private final Tools tools;
  private final Path app;

  /**
   * A renderer.
   *
   * @param app the deployed shortener's jar
   */
  Renderer(Layout layout, Secrets secrets, Tools tools, Path app) {
    this.layout = layout;
    this.secrets = secrets;
    this.tools = tools;
    this.app = app;
  }

  Rendered render(Member member) {
    Map<String, String> v = values(member);
    return switch (member.component()) {
      case ETCD ->
          simple("etcd.yaml", v, exec(member, Tool.ETCD, "--config-file=config/etcd.yaml"));
      case POSTGRES -> simple("patroni.yaml", v, exec(member, Tool.PATRONI, "config/patroni.yaml"));
      case REDIS ->
          new Rendered(
              Map.of("redis.conf", fill("redis.conf", v)),
              fill("redis.run", with(v, "binary", tools.path(Tool.REDIS_SERVER))),
              Optional.of(fill("redis.finish", v)));
      case SENTINEL ->
          simple(
              "sentinel.conf",
              v,
              """
              #!/bin/sh
              exec 2>&1
              cd %1$s
              # Sentinel keeps what it learns in this file: only a new template replaces it.
              umask 077
              cmp -s config/sentinel.conf data/rendered || {
                cp config/sentinel.conf data/sentinel.conf
                cp config/sentinel.conf data/rendered
              }
              exec %2$s %1$s/data/sentinel.conf
              """
                  .formatted(layout.member(member), tools.path(Tool.REDIS_SENTINEL)));
      case SHORTENER -> simple("shortener.yaml", v, script(member, java("serve", "config")));
      case HAPROXY ->
          simple("haproxy.cfg", v, exec(member, Tool.HAPROXY, "-db -f config/haproxy.cfg"));
      case PROMETHEUS -> prometheus(member, v);
      case ALERTMANAGER ->
          simple(
              "alertmanager.yaml",
              v,
              exec(
                  member,
                  Tool.ALERTMANAGER,
                  "--config.file=config/alertmanager.yaml --storage.path=data --log.level=warn"
                      + " --web.listen-address=%s:%d --cluster.listen-address="
                          .formatted(spec().edge(), ports().alertmanager())));
    };
  }

  /** The command line of the shortener's sub-command with the member's configuration. */
  String java(String command, String configFolder) {
    return "%s -Xmx%dm -Xss512k -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:+ExitOnOutOfMemoryError -jar %s %s --config %s/shortener.yaml"
        .formatted(
            Path.of(System.getProperty("java.home"), "bin", "java"),
            spec().shortener().heapMegabytes(),
            app,
            command,
            configFolder);
  }

  /** Patroni's settings that the whole cluster shares; also applied to a running one. */
  Map<String, Object> dynamicSettings() {
    ClusterSpec.Postgres pg = spec().postgres();
    Map<String, Object> settings = new TreeMap<>();
    settings.put("ttl", pg.ttlSeconds());
    settings.put("loop_wait", pg.loopWaitSeconds());
    settings.put("retry_timeout", pg.retryTimeoutSeconds());
    settings.put("maximum_lag_on_failover", 1_048_576);
    settings.put("synchronous_mode", true);
    settings.put("synchronous_mode_strict", pg.synchronousStrict());
    // At once to a standby instead of waiting for the dead one; the second name is Patroni 4's.
    settings.put("master_start_timeout", 0);
    settings.put("primary_start_timeout", 0);
    Map<String, Object> parameters = new TreeMap<>();
    parameters.put("shared_buffers", "64MB");
    parameters.put("max_connections", 60);
    parameters.put("wal_keep_size", "128MB");
    parameters.put("max_wal_size", "256MB");
    // A frozen standby leaves pg_stat_replication after this time, and another becomes synchronous.
    parameters.put("wal_sender_timeout", "3s");
    parameters.put("wal_receiver_timeout", "3s");
    parameters.put("wal_receiver_status_interval", "1s");
    parameters.put("wal_retrieve_retry_interval", "500ms");
    parameters.put("log_checkpoints", "off");
    parameters.put("max_parallel_workers", 2);
    settings.put(
        "postgresql",
        new TreeMap<>(Map.of("use_pg_rewind", true, "use_slots", true, "parameters", parameters)));
    return settings;
  }

  private Rendered prometheus(Member member, Map<String, String> v) {
    Map<String, String> config = new HashMap<>();
    config.put("prometheus.yaml", fill("prometheus.yaml", v));
    Path alerts = lab().root().resolve("clusters/alerts");
    try (Stream<Path> files = Files.list(alerts)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).toList()) {
        config.put("alerts/" + file.getFileName(), Files.readString(file));
      }
    } catch (IOException e) {
      throw LabctlException.machine(
          "cannot read the alert rules in %s: %s".formatted(alerts, e), e);
    } catch (UncheckedIOException e) {
      throw LabctlException.machine("cannot list the alert rules in %s".formatted(alerts), e);
    }
    String arguments =
        "--config.file=config/prometheus.yaml --storage.tsdb.path=data --log.level=warn"
            + " --storage.tsdb.retention.time=12h --storage.tsdb.retention.size=1GB"
            + " --query.lookback-delta=5s --web.listen-address=%s:%d"
                .formatted(spec().edge(), ports().prometheus());
    return new Rendered(config, exec(member, Tool.PROMETHEUS, arguments), Optional.empty());
  }

  private Map<String, String> values(Member member) {
    Map<String, String> v = new HashMap<>();
    Ports p = ports();
    v.put("lab", layout.id());
    v.put("member", member.name());
    v.put("address", member.node().address());
    v.put("edge", spec().edge());
    v.put("firstMaster", spec().nodes().getFirst());
    v.put("data", layout.memberData(member).toString());
    v.put("config", layout.config(member).toString());
    v.put("secrets", layout.secrets().toString());
    v.put("pgpass", layout.member(member).resolve("pgpass").toString());
    v.put("postgresBin", Tools.postgresFolder().map(Path::toString).orElse("/usr/bin"));
    v.put("etcdClient", Integer.toString(p.etcdClient()));
    v.put("etcdPeer", Integer.toString(p.etcdPeer()));
    v.put("patroni", Integer.toString(p.patroni()));
    v.put("postgres", Integer.toString(p.postgres()));
    v.put("redis", Integer.toString(p.redis()));
    v.put("sentinel", Integer.toString(p.sentinel()));
    v.put("shortener", Integer.toString(p.shortener()));
    v.put("shortenerAdmin", Integer.toString(p.shortenerAdmin()));
    v.put("entry", Integer.toString(p.entry()));
    v.put("haproxyMetrics", Integer.toString(p.haproxyMetrics()));
    v.put("alertmanager", Integer.toString(p.alertmanager()));
    v.put("gatling", Integer.toString(p.gatling()));
    v.put("labctl", Integer.toString(p.labctl()));
    v.put("superuserPassword", secrets.value(Secret.SUPERUSER));
    v.put("replicationPassword", secrets.value(Secret.REPLICATION));
    v.put("rewindPassword", secrets.value(Secret.REWIND));
    v.put("patroniPassword", secrets.value(Secret.PATRONI));
    v.put("redisPassword", secrets.value(Secret.REDIS));
    v.put("sentinelPassword", secrets.value(Secret.SENTINEL));
    v.put("sentinelPasswordFile", secrets.file(Secret.SENTINEL).toString());
    v.put("dynamic", dev.labctl.json.Json.lines().writeValueAsString(dynamicSettings()));
    v.put(
        "initialCluster",
        each(Component.ETCD, ",", m -> m.name() + "=http://" + at(m, p.etcdPeer())));
    v.put("etcdHosts", each(Component.ETCD, ", ", m -> "'" + at(m, p.etcdClient()) + "'"));
    v.put("postgresHosts", each(Component.POSTGRES, ", ", m -> "'" + at(m, p.postgres()) + "'"));
    v.put("sentinelHosts", each(Component.SENTINEL, ", ", m -> "'" + at(m, p.sentinel()) + "'"));
    v.put("sentinelAddresses", each(Component.SENTINEL, " ", m -> m.node().address()));
    String check = "  server %s %s check port %d";
    Function<Member, String> server =
        m -> check.formatted(m.name(), at(m, p.shortener()), p.shortenerAdmin());
    v.put("redirectServers", each(Component.SHORTENER, "\n", server));
    v.put("writeServers", each(Component.SHORTENER, "\n", server));
    v.put(
        "redisServers",
        each(Component.REDIS, "\n", m -> check.formatted(m.name(), at(m, p.redis()), p.redis())));
    v.put("shortenerTargets", targets(Component.SHORTENER, p.shortenerAdmin()));
    v.put("patroniTargets", targets(Component.POSTGRES, p.patroni()));
    v.put("etcdTargets", targets(Component.ETCD, p.etcdClient()));
    return v;
  }

  private String targets(Component component, int port) {
    return each(
        component,
        "\n",
        m ->
            "  - {targets: ['%s'], labels: {instance: %s, node: %s}}"
                .formatted(at(m, port), m.name(), m.node().name()));
  }

  private String each(Component component, String between, Function<Member, String> text) {
    return lab().members(component).stream().map(text).collect(joining(between));
  }

  private static String at(Member member, int port) {
    return member.node().address() + ":" + port;
  }

  private Rendered simple(String template, Map<String, String> values, String run) {
    return new Rendered(Map.of(template, fill(template, values)), run, Optional.empty());
  }

  private String exec(Member member, Tool tool, String arguments) {
    return script(member, tools.path(tool) + " " + arguments);
  }

  private String script(Member member, String command) {
    return """
    #!/bin/sh
    exec 2>&1
    cd %s
    exec %s
    """
        .formatted(layout.member(member), command);
  }

  private static String fill(String template, Map<String, String> values) {
    return Template.load(template).fill(values);
  }

  private static Map<String, String> with(Map<String, String> values, String name, String value) {
    Map<String, String> more = new HashMap<>(values);
    more.put(name, value);
    return more;
  }

  private Lab lab() {
    return layout.lab();
  }

  private ClusterSpec spec() {
    return lab().spec();
  }

  private Ports ports() {
    return spec().ports();
  }
}

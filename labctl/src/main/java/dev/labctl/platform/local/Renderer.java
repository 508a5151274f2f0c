package dev.labctl.platform.local;

import dev.labctl.exit.LabctlException;
import dev.labctl.lab.Component;
import dev.labctl.lab.Lab;
import dev.labctl.lab.Member;
import dev.labctl.platform.local.Tools.Tool;
import dev.labctl.platform.member.MemberValues;
import dev.labctl.platform.member.Secrets;
import dev.labctl.platform.member.Secrets.Secret;
import dev.labctl.platform.member.Template;
import dev.labctl.spec.ClusterSpec;
import dev.labctl.spec.ClusterSpec.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

  /** The files that a member has on every platform. */
  private static final Set<String> SHARED =
      Set.of("haproxy.cfg", "redis.conf", "sentinel.conf", "shortener.yaml");

  private final Layout layout;
  private final Secrets secrets;
  private final Tools tools;
  private final ShortenerJvm jvm;

  /**
   * A renderer.
   *
   * @param jvm what runs the deployed shortener
   */
  Renderer(Layout layout, Secrets secrets, Tools tools, ShortenerJvm jvm) {
    this.layout = layout;
    this.secrets = secrets;
    this.tools = tools;
    this.jvm = jvm;
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
    return "%s --config %s/shortener.yaml".formatted(jvm.line(command), configFolder);
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
    MemberValues shared = new MemberValues(lab(), ports(), m -> m.node().address(), secrets::value);
    Map<String, String> v = new HashMap<>(shared.of(member));
    Ports p = ports();
    v.put("lab", layout.id());
    v.put("edge", spec().edge());
    v.put("data", layout.memberData(member).toString());
    v.put("config", layout.config(member).toString());
    v.put("secrets", layout.secrets().toString());
    v.put("pgpass", layout.member(member).resolve("pgpass").toString());
    v.put("postgresBin", Tools.postgresFolder().map(Path::toString).orElse("/usr/bin"));
    v.put("sentinelPasswordFile", secrets.file(Secret.SENTINEL).toString());
    v.put(
        "initialCluster",
        shared.each(Component.ETCD, ",", m -> m.name() + "=http://" + shared.at(m, p.etcdPeer())));
    v.put("etcdHosts", shared.list(Component.ETCD, p.etcdClient()));
    v.put("shortenerTargets", targets(shared, Component.SHORTENER, p.shortenerAdmin()));
    v.put("patroniTargets", targets(shared, Component.POSTGRES, p.patroni()));
    v.put("etcdTargets", targets(shared, Component.ETCD, p.etcdClient()));
    return v;
  }

  private static String targets(MemberValues values, Component component, int port) {
    return values.each(
        component,
        "\n",
        m ->
            "  - {targets: ['%s'], labels: {instance: %s, node: %s}}"
                .formatted(values.at(m, port), m.name(), m.node().name()));
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
    Template text =
        SHARED.contains(template)
            ? Template.shared(template)
            : Template.beside(Renderer.class, template);
    return text.fill(values);
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

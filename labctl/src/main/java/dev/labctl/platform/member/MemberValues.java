package dev.labctl.platform.member;

import static java.util.stream.Collectors.joining;

import dev.labctl.lab.Component;
import dev.labctl.lab.Lab;
import dev.labctl.lab.Member;
import dev.labctl.platform.member.Secrets.Secret;
import dev.labctl.spec.ClusterSpec.Ports;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * What the templates of every platform ask for. The platform adds where its files are ({@code
 * data}, {@code secrets}, …) and, where a member listens elsewhere than it is announced, {@code
 * bind}.
 *
 * @param ports on which members listen
 * @param address that other members reach a member by
 * @param password of a role, or what stands for it where nobody may read it
 */
public record MemberValues(
    Lab lab, Ports ports, Function<Member, String> address, Function<Secret, String> password) {

  /** The values by name, for one member's files. */
  public Map<String, String> of(Member member) {
    Map<String, String> v = new HashMap<>();
    v.put("member", member.name());
    v.put("address", address.apply(member));
    v.put("bind", address.apply(member));
    v.put("publicUrl", lab.entry().toString());
    v.put("trustedProxies", each(Component.HAPROXY, ", ", address));
    v.put("firstMaster", address.apply(lab.members(Component.REDIS).getFirst()));
    v.put("dynamic", PatroniSettings.of(lab.spec()).json());
    ports(v);
    passwords(v);
    hosts(v);
    return v;
  }

  private void ports(Map<String, String> v) {
    v.put("etcdClient", Integer.toString(ports.etcdClient()));
    v.put("etcdPeer", Integer.toString(ports.etcdPeer()));
    v.put("patroni", Integer.toString(ports.patroni()));
    v.put("postgres", Integer.toString(ports.postgres()));
    v.put("redis", Integer.toString(ports.redis()));
    v.put("sentinel", Integer.toString(ports.sentinel()));
    v.put("shortener", Integer.toString(ports.shortener()));
    v.put("shortenerAdmin", Integer.toString(ports.shortenerAdmin()));
    v.put("entry", Integer.toString(ports.entry()));
    v.put("haproxyMetrics", Integer.toString(ports.haproxyMetrics()));
    v.put("prometheus", Integer.toString(ports.prometheus()));
    v.put("alertmanager", Integer.toString(ports.alertmanager()));
    v.put("gatling", Integer.toString(ports.gatling()));
    v.put("labctl", Integer.toString(ports.labctl()));
  }

  private void passwords(Map<String, String> v) {
    v.put("superuserPassword", password.apply(Secret.SUPERUSER));
    v.put("replicationPassword", password.apply(Secret.REPLICATION));
    v.put("rewindPassword", password.apply(Secret.REWIND));
    v.put("patroniPassword", password.apply(Secret.PATRONI));
    v.put("redisPassword", password.apply(Secret.REDIS));
    v.put("sentinelPassword", password.apply(Secret.SENTINEL));
  }

  private void hosts(Map<String, String> v) {
    v.put("postgresHosts", list(Component.POSTGRES, ports.postgres()));
    v.put("sentinelHosts", list(Component.SENTINEL, ports.sentinel()));
    v.put("sentinelAddresses", each(Component.SENTINEL, " ", address));
    String check = "  server %s %s check port %d";
    Function<Member, String> shortener =
        m -> check.formatted(m.name(), at(m, ports.shortener()), ports.shortenerAdmin());
    v.put("redirectServers", each(Component.SHORTENER, "\n", shortener));
    v.put("writeServers", each(Component.SHORTENER, "\n", shortener));
    v.put(
        "redisServers",
        each(
            Component.REDIS,
            "\n",
            m -> check.formatted(m.name(), at(m, ports.redis()), ports.redis())));
  }

  /** Quoted {@code address:port} of a component's members, separated by commas. */
  public String list(Component component, int port) {
    return each(component, ", ", m -> "'" + at(m, port) + "'");
  }

  /** A text for each member of a component, in order. */
  public String each(Component component, String between, Function<Member, String> text) {
    return lab.members(component).stream().map(text).collect(joining(between));
  }

  /** {@code address:port} of a member, as other members reach it. */
  public String at(Member member, int port) {
    return address.apply(member) + ":" + port;
  }
}

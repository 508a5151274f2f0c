package dev.labctl.platform.member;

import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import dev.labctl.lab.Access;
import dev.labctl.lab.Component;
import dev.labctl.lab.Endpoint;
import dev.labctl.lab.Lab;
import dev.labctl.lab.Member;
import dev.labctl.lab.MemberState;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Asks every member how it is, side by side, so that a frozen one delays nobody's answer. */
public final class MemberProbe {
  private final Supplier<Lab> lab;
  private final Web web;
  private final Patroni patroni;
  private final EtcdProbe etcd;
  private final RedisProbe redis;
  private final InstantSource clock;
  private final Function<Member, Optional<String>> identity;

  /**
   * @param lab asked once a look: on some platforms members move
   * @param identity of a member's main process, empty when it does not run; called from several
   *     threads
   */
  public MemberProbe(
      Supplier<Lab> lab,
      Secrets secrets,
      Web web,
      Patroni patroni,
      EtcdProbe etcd,
      InstantSource clock,
      Function<Member, Optional<String>> identity) {
    this.lab = lab;
    this.web = web;
    this.patroni = patroni;
    this.etcd = etcd;
    this.redis = new RedisProbe(secrets);
    this.clock = clock;
    this.identity = identity;
  }

  /** Every member as it is now, in the lab's order. */
  public List<MemberState> all() {
    return of(EnumSet.allOf(Component.class));
  }

  /** Every member of these components as it is now, in the lab's order. */
  public List<MemberState> of(Set<Component> components) {
    Lab now = lab.get();
    List<Member> asked =
        now.members().stream().filter(m -> components.contains(m.component())).toList();
    Map<String, Vitals> vitals = new ConcurrentHashMap<>();
    Map<String, JsonNode> postgres = new ConcurrentHashMap<>();
    Map<String, String> identities = new ConcurrentHashMap<>();
    List<Thread> threads = new ArrayList<>();
    for (Member member : asked) {
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    identity.apply(member).ifPresent(id -> identities.put(member.name(), id));
                    if (member.component() == Component.POSTGRES) {
                      patroni.self(member).ifPresent(json -> postgres.put(member.name(), json));
                    } else {
                      vitals.put(member.name(), one(now, member));
                    }
                  }));
    }
    threads.forEach(MemberProbe::join);
    PostgresJudge judge = new PostgresJudge(postgres, clock);
    asked.stream()
        .filter(m -> m.component() == Component.POSTGRES)
        .forEach(m -> vitals.put(m.name(), judge.judge(m.name())));
    return asked.stream()
        .map(m -> state(m, identities.get(m.name()), vitals.get(m.name())))
        .toList();
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw LabctlException.of(ExitCode.INTERRUPTED, "interrupted", e);
    }
  }

  private Vitals one(Lab now, Member member) {
    Function<Access, Endpoint> at = access -> now.endpoints().of(member, access);
    return switch (member.component()) {
      case ETCD -> etcd.ask(at.apply(Access.ETCD), web);
      case POSTGRES -> throw new IllegalArgumentException("Postgres members are judged together");
      case REDIS -> redis.redis(at.apply(Access.REDIS));
      case SENTINEL -> redis.sentinel(at.apply(Access.SENTINEL));
      case SHORTENER -> http(at.apply(Access.SHORTENER_ADMIN), "/health/ready", "instance");
      case HAPROXY -> http(at.apply(Access.HAPROXY_METRICS), "/health", null);
      case PROMETHEUS -> http(at.apply(Access.PROMETHEUS), "/-/ready", null);
      case ALERTMANAGER -> http(at.apply(Access.ALERTMANAGER), "/-/ready", null);
    };
  }

  private Vitals http(Endpoint at, String path, @Nullable String role) {
    return web.get(at.http(path))
        .map(
            answer -> {
              boolean healthy = answer.status() / 100 == 2;
              String detail = healthy ? "" : path + " says " + answer.status();
              return new Vitals(role, healthy, null, null, detail);
            })
        .orElseGet(Vitals::silent);
  }

  private static MemberState state(
      Member member, @Nullable String identity, @Nullable Vitals answer) {
    Vitals v = answer == null ? Vitals.silent() : answer;
    boolean well = v.healthy() && identity != null;
    boolean gone = identity == null && v.detail().equals(Vitals.SILENT);
    String words = gone ? "does not run" : v.detail();
    return new MemberState(member, identity, v.role(), well, v.lagSeconds(), v.timeline(), words);
  }
}

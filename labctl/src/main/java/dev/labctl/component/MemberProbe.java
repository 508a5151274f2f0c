package dev.labctl.component;

import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import dev.labctl.lab.Component;
import dev.labctl.lab.Lab;
import dev.labctl.lab.Member;
import dev.labctl.lab.MemberState;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks members how they are, side by side, so that a frozen one delays nobody's answer. Who has not
 * answered when the patience is over is said to be slow, which is not to say that it is ill.
 */
public final class MemberProbe {
  /**
   * A machine that Kubernetes itself fills takes many seconds for what an idle one does in one.
   * Each question has its own limit below it.
   */
  private static final Duration PATIENT = Duration.ofSeconds(30);

  /** For who looks several times a second, and has to see others move while one is frozen. */
  private static final Duration BRISK = Duration.ofMillis(900);

  private final Supplier<Lab> lab;
  private final List<Definition> definitions;
  private final Secrets secrets;
  private final Web web;
  private final InstantSource clock;
  private final Function<Member, Optional<String>> identity;

  /**
   * @param lab asked once a look: on some platforms members move
   * @param identity of a member's main process, empty when it does not run; called from several
   *     threads
   */
  public MemberProbe(
      Supplier<Lab> lab,
      List<Definition> definitions,
      Secrets secrets,
      Web web,
      InstantSource clock,
      Function<Member, Optional<String>> identity) {
    this.lab = lab;
    this.definitions = List.copyOf(definitions);
    this.secrets = secrets;
    this.web = web;
    this.clock = clock;
    this.identity = identity;
  }

  /** What members are asked with, now. */
  public Inquiry inquiry() {
    return new Inquiry(lab.get(), secrets, web, clock);
  }

  /** Every member as it is now, in the lab's order. */
  public List<MemberState> all() {
    return look(definitions, PATIENT);
  }

  /**
   * Every member of these components as it is now, in the lab's order; of some components within
   * about a second, of all as long as it takes.
   */
  public List<MemberState> of(Set<Component> components) {
    List<Definition> asked =
        definitions.stream().filter(d -> components.contains(d.component())).toList();
    boolean some =
        definitions.stream()
            .map(Definition::component)
            .anyMatch(c -> !components.contains(c) && !lab.get().members(c).isEmpty());
    return look(asked, some ? BRISK : PATIENT);
  }

  /** Empties what members keep of links. */
  public void clearCaches() {
    List<MemberState> states = all();
    definitions.forEach(d -> d.clearCache(inquiry(), states));
  }

  private List<MemberState> look(List<Definition> asked, Duration patience) {
    Inquiry inquiry = inquiry();
    Map<Component, Look> looks = new LinkedHashMap<>();
    asked.forEach(d -> looks.put(d.component(), d.look(inquiry)));
    List<Member> members =
        inquiry.lab().members().stream().filter(m -> looks.containsKey(m.component())).toList();
    Map<Member, Optional<String>> identities = new ConcurrentHashMap<>();
    Map<Member, String> broken = new ConcurrentHashMap<>();
    List<Thread> threads = new ArrayList<>();
    for (Member member : members) {
      Look look = Objects.requireNonNull(looks.get(member.component()));
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      identities.put(member, identity.apply(member));
                      look.ask(member);
                    } catch (RuntimeException e) {
                      // Not a word on the member: it is we who could not look.
                      broken.put(member, "cannot be looked at: " + e.getMessage());
                    }
                  }));
    }
    long end = System.nanoTime() + patience.toNanos();
    threads.forEach(t -> join(t, end - System.nanoTime()));
    return members.stream()
        .map(
            m ->
                broken.containsKey(m)
                    ? unseen(m, String.valueOf(broken.get(m)))
                    : state(
                        m,
                        identities.get(m),
                        Objects.requireNonNull(looks.get(m.component())).of(m)))
        .toList();
  }

  private static void join(Thread thread, long nanos) {
    try {
      if (nanos > 0) {
        thread.join(Duration.ofNanos(nanos));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw LabctlException.of(ExitCode.INTERRUPTED, "interrupted", e);
    }
  }

  private static MemberState unseen(Member member, String why) {
    return new MemberState(member, null, null, false, null, null, why);
  }

  /** A null identity is one that could not be found out in time. */
  private static MemberState state(Member member, @Nullable Optional<String> known, Vitals v) {
    if (known != null && known.isEmpty() && !v.answered()) {
      return MemberState.stopped(member);
    }
    String identity = known == null ? null : known.orElse(null);
    boolean well = v.healthy() && identity != null;
    String words = known == null ? MemberState.SLOW : v.detail();
    return new MemberState(member, identity, v.role(), well, v.lagSeconds(), v.timeline(), words);
  }
}

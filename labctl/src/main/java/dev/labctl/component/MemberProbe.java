package dev.labctl.component;

import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import dev.labctl.lab.Component;
import dev.labctl.lab.Lab;
import dev.labctl.lab.Member;
import dev.labctl.lab.MemberState;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks members how they are, side by side, so that a frozen one delays no other answer. A member
 * that is still silent when as much time again has passed as the slowest answer took is reported as
 * slow, which does not mean unhealthy. So a frozen member costs a second on an idle machine, and on
 * a machine that is many times slower no healthy member is reported as slow.
 */
public final class MemberProbe {
  /** The longest look; one in which no member answers lasts as long. */
  private static final Duration LONGEST = Duration.ofSeconds(30);

  /** How long the silent are waited for at least, after the last answer. */
  private static final Duration GRACE = Duration.ofMillis(900);

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
    return look(definitions);
  }

  /** Every member of these components as it is now, in the lab's order. */
  public List<MemberState> of(Set<Component> components) {
    return look(definitions.stream().filter(d -> components.contains(d.component())).toList());
  }

  /** Empties what members keep of links. */
  public void clearCaches() {
    List<MemberState> states = all();
    definitions.forEach(d -> d.clearCache(inquiry(), states));
  }

  private List<MemberState> look(List<Definition> asked) {
    Inquiry inquiry = inquiry();
    Map<Component, Look> looks = new LinkedHashMap<>();
    asked.forEach(d -> looks.put(d.component(), d.look(inquiry)));
    List<Member> members =
        inquiry.lab().members().stream().filter(m -> looks.containsKey(m.component())).toList();
    Map<Member, Optional<String>> identities = new ConcurrentHashMap<>();
    Map<Member, String> broken = new ConcurrentHashMap<>();
    BlockingQueue<Member> done = new LinkedBlockingQueue<>();
    for (Member member : members) {
      Look look = Objects.requireNonNull(looks.get(member.component()));
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  identities.put(member, identity.apply(member));
                  look.ask(member);
                } catch (RuntimeException e) {
                  // Not a word on the member: it is we who could not look.
                  broken.put(member, "cannot be looked at: " + e.getMessage());
                } finally {
                  done.add(member);
                }
              });
    }
    await(done, members.size());
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

  /** Until so many are done, or the rest have been silent for as long as the class says. */
  private static void await(BlockingQueue<Member> done, int count) {
    long begun = System.nanoTime();
    long patience = LONGEST.toNanos();
    try {
      for (int i = 0; i < count; i++) {
        if (done.poll(begun + patience - System.nanoTime(), TimeUnit.NANOSECONDS) == null) {
          return;
        }
        long taken = System.nanoTime() - begun;
        patience = Math.min(LONGEST.toNanos(), taken + Math.max(taken, GRACE.toNanos()));
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

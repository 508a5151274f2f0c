package dev.labctl.ledger;

import dev.labctl.component.postgres.Postgres;
import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import dev.labctl.lab.Member;
import dev.labctl.lab.MemberState;
import dev.labctl.lab.Platform;
import dev.labctl.lab.Redundancy;
import dev.labctl.ledger.Entry.Outcome;
import dev.labctl.ledger.Entry.Verdict;
import dev.labctl.process.Await;
import dev.labctl.progress.Progress;
import dev.labctl.timeline.Event;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Looks for every acknowledged write where it must be: on the Postgres primary with every cache
 * bypassed, then on each replica, then behind the public entry.
 */
public final class LedgerCheck {
  private static final Duration REPLICA_WITHIN = Duration.ofSeconds(10);
  private static final Duration SETTLED_WITHIN = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(500);
  private final Platform platform;
  private final InstantSource clock;
  private final Consumer<Event> facts;
  private final Duration replicaWithin;
  private final Duration settledWithin;

  public LedgerCheck(Platform platform, InstantSource clock, Consumer<Event> facts) {
    this(platform, clock, facts, REPLICA_WITHIN, SETTLED_WITHIN);
  }

  LedgerCheck(
      Platform platform,
      InstantSource clock,
      Consumer<Event> facts,
      Duration replicaWithin,
      Duration settledWithin) {
    this.platform = platform;
    this.clock = clock;
    this.facts = facts;
    this.replicaWithin = replicaWithin;
    this.settledWithin = settledWithin;
  }

  /**
   * Judges every acknowledged entry and writes the result as a fact. The system should be redundant
   * by now. What cannot be read counts as not verified and is written as a problem.
   *
   * @throws LabctlException (inconclusive) when there is not exactly one primary to ask
   */
  public Event.LedgerVerified verify(Ledger ledger, Progress progress) {
    try (var step = progress.begin("ledger")) {
      Event.LedgerVerified result = check(ledger);
      facts.accept(result);
      step.done(
          "%d acknowledged, %d verified, %d lost, %d duplicated, %d wrong target, %d unknown"
              .formatted(
                  result.acknowledged(),
                  result.verified(),
                  result.lost(),
                  result.duplicated(),
                  result.wrongTarget(),
                  result.unknown()));
      return result;
    }
  }

  private Event.LedgerVerified check(Ledger ledger) {
    List<Member> order = primaryFirst();
    List<Entry> acknowledged =
        ledger.entries().stream().filter(e -> e.outcome() == Outcome.ACKNOWLEDGED).toList();
    List<Findings> findings = acknowledged.stream().map(Findings::new).toList();
    long duplicated = 0;
    for (Member member : order) {
      StoredLinks links = new StoredLinks(platform, member, ledger.prefix());
      boolean primary = member.equals(order.getFirst());
      try {
        StoredLinks.Copy copy =
            primary ? links.read(acknowledged) : awaitReplica(links, acknowledged);
        findings.forEach(f -> f.stored(member.name(), copy));
        duplicated = primary ? copy.duplicated() : duplicated;
      } catch (LabctlException e) {
        unread(e, member.name());
        findings.forEach(Findings::unread);
      }
    }
    followAll(acknowledged, findings);
    findings.forEach(f -> ledger.judge(f.judged()));
    return count(ledger.entries(), duplicated);
  }

  /** A replica may lag for a moment; what it has not got after ten seconds, it lost. */
  private StoredLinks.Copy awaitReplica(StoredLinks links, List<Entry> acknowledged) {
    var last = new AtomicReference<>(links.read(acknowledged));
    try {
      Await.until(
          "replica has all acknowledged links",
          replicaWithin,
          POLL,
          ExitCode.FAILED,
          () -> last.updateAndGet(c -> c.hasAll(acknowledged) ? c : links.read(acknowledged)),
          c -> c.hasAll(acknowledged));
    } catch (LabctlException e) {
      if (e.exitCode() != ExitCode.FAILED) {
        throw e;
      }
      // What is still missing is judged as lost, entry by entry, from the last copy.
    }
    return last.get();
  }

  private void followAll(List<Entry> acknowledged, List<Findings> findings) {
    try (var redirects = new Redirects(platform.lab().entry())) {
      var seen = redirects.follow(acknowledged);
      findings.forEach(f -> f.redirected(seen));
      List<String> why =
          seen.values().stream()
              .flatMap(
                  s ->
                      s instanceof Redirects.Redirection.Unread(String w)
                          ? Stream.of(w)
                          : Stream.of())
              .distinct()
              .toList();
      if (!why.isEmpty()) {
        facts.accept(
            new Event.Problem(
                clock.instant(), "ledger", "redirects not read: " + String.join(", ", why)));
      }
    }
  }

  private void unread(LabctlException e, String member) {
    if (e.exitCode() == ExitCode.INTERRUPTED) {
      throw e;
    }
    facts.accept(
        new Event.Problem(
            clock.instant(), "ledger", "cannot read links of " + member + ": " + e.getMessage()));
  }

  /** The members once Postgres is whole; a run that was stopped has just undone its fault. */
  private List<MemberState> settled() {
    var last = new AtomicReference<>(platform.members());
    try {
      Await.until(
          "Postgres whole",
          settledWithin,
          POLL,
          ExitCode.FAILED,
          () -> last.updateAndGet(_ -> platform.members()),
          LedgerCheck::whole);
    } catch (LabctlException e) {
      if (e.exitCode() != ExitCode.FAILED) {
        throw e;
      }
      // Then what there is is read; a member that cannot be read verifies nothing.
    }
    return last.get();
  }

  private static boolean whole(List<MemberState> states) {
    return Redundancy.leaders(Postgres.COMPONENT, states).size() == 1
        && states.stream()
            .filter(s -> s.member().component().equals(Postgres.COMPONENT))
            .allMatch(MemberState::healthy);
  }

  private List<Member> primaryFirst() {
    List<Member> primaries = Redundancy.leaders(Postgres.COMPONENT, settled());
    if (primaries.size() != 1) {
      throw LabctlException.of(
          ExitCode.INCONCLUSIVE,
          "the ledger is read on the Postgres primary, but there are "
              + primaries.size()
              + ": "
              + primaries.stream().map(Member::name).toList());
    }
    List<Member> order = new ArrayList<>(primaries);
    platform.lab().members(Postgres.COMPONENT).stream()
        .filter(m -> !primaries.contains(m))
        .forEach(order::add);
    return order;
  }

  private Event.LedgerVerified count(List<Entry> entries, long duplicated) {
    return new Event.LedgerVerified(
        clock.instant(),
        entries.stream().filter(e -> e.outcome() == Outcome.ACKNOWLEDGED).count(),
        with(entries, Verdict.VERIFIED),
        with(entries, Verdict.LOST),
        duplicated,
        with(entries, Verdict.WRONG_TARGET),
        entries.stream().filter(e -> e.outcome() == Outcome.UNKNOWN).count());
  }

  private static long with(List<Entry> entries, Verdict verdict) {
    return entries.stream().filter(e -> e.verdict() == verdict).count();
  }
}

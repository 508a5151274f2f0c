package dev.labctl.watch;

import dev.labctl.lab.Component;
import dev.labctl.lab.MemberState;
import dev.labctl.lab.Platform;
import dev.labctl.lab.Redundancy;
import dev.labctl.timeline.Event;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Writes {@link Event.LeaderChanged} when a component has another leader, or the same one on
 * another Postgres timeline. The first one seen is the baseline, its {@code from} is null.
 */
public final class LeaderWatch implements AutoCloseable {
  private static final Duration INTERVAL = Duration.ofMillis(300);
  private final Map<Component, MemberState> last = new EnumMap<>(Component.class);
  private final InstantSource clock;
  private final Consumer<Event> facts;
  private final Poller poller;

  /** Starts watching; the baseline is on the timeline when this returns. */
  public LeaderWatch(Platform platform, InstantSource clock, Consumer<Event> facts) {
    this.clock = clock;
    this.facts = facts;
    see(platform.members());
    this.poller = new Poller("leader-watch", INTERVAL, () -> see(platform.members()));
  }

  private void see(List<MemberState> states) {
    Instant now = clock.instant();
    for (Component component : Redundancy.LEADER_ROLES.keySet()) {
      leader(component, states).ifPresent(state -> compare(now, component, state));
    }
  }

  /**
   * While a deposed leader has not noticed yet two may say they lead; the later timeline is right,
   * and where there is none, the one that is new.
   */
  private Optional<MemberState> leader(Component component, List<MemberState> states) {
    List<String> leading =
        Redundancy.leaders(component, states).stream().map(m -> m.name()).toList();
    MemberState known = last.get(component);
    return states.stream()
        .filter(s -> leading.contains(s.member().name()))
        .max(
            Comparator.comparingInt((MemberState s) -> Objects.requireNonNullElse(s.timeline(), 0))
                .thenComparing(s -> known == null || !s.member().equals(known.member())));
  }

  private void compare(Instant now, Component component, MemberState leader) {
    MemberState known = last.put(component, leader);
    boolean same =
        known != null
            && known.member().equals(leader.member())
            && (leader.timeline() == null
                || known.timeline() == null
                || leader.timeline().equals(known.timeline()));
    if (!same) {
      facts.accept(
          new Event.LeaderChanged(
              now,
              component.label(),
              known == null ? null : known.member().name(),
              leader.member().name(),
              leader.timeline()));
    }
  }

  @Override
  public void close() {
    poller.close();
  }
}

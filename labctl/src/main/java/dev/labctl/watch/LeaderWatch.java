package dev.labctl.watch;

import dev.labctl.exit.LabctlException;
import dev.labctl.lab.Component;
import dev.labctl.lab.Member;
import dev.labctl.lab.MemberState;
import dev.labctl.lab.Platform;
import dev.labctl.lab.Redundancy;
import dev.labctl.process.Poller;
import dev.labctl.timeline.Event;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Writes {@link Event.LeaderChanged} when a component has another leader, or the same one on
 * another Postgres timeline. The first one seen is the baseline, its {@code from} is null.
 */
public final class LeaderWatch implements AutoCloseable {
  private static final Duration INTERVAL = Duration.ofMillis(300);
  private final Map<Component, MemberState> last = new HashMap<>();
  private final InstantSource clock;
  private final Consumer<Event> facts;
  private final Poller poller;

  /**
   * Starts watching; the baseline is on the timeline when this returns.
   *
   * @param failed told when the watch has ended by itself
   */
  public LeaderWatch(
      Platform platform,
      InstantSource clock,
      Consumer<Event> facts,
      Consumer<LabctlException> failed) {
    this.clock = clock;
    this.facts = facts;
    look(platform);
    this.poller = new Poller("leader-watch", INTERVAL, () -> look(platform), failed);
  }

  /** Asks only those who may lead: so often, the others' answers would cost a tenth of a core. */
  private void look(Platform platform) {
    List<Component> led = Redundancy.led(platform.lab());
    see(led, platform.members(Set.copyOf(led)));
  }

  private void see(List<Component> led, List<MemberState> states) {
    Instant now = clock.instant();
    for (Component component : led) {
      leader(component, states).ifPresent(state -> compare(now, component, state));
    }
  }

  /**
   * A deposed leader that has not noticed yet says that it leads, for as long as ten seconds in
   * Sentinel's case. An earlier Postgres timeline gives it away; elsewhere the one known stays.
   */
  private Optional<MemberState> leader(Component component, List<MemberState> states) {
    List<Member> leading = Redundancy.leaders(component, states);
    MemberState known = last.get(component);
    return states.stream()
        .filter(s -> leading.contains(s.member()))
        .filter(s -> known == null || timeline(s) >= timeline(known))
        .max(
            Comparator.comparingInt(LeaderWatch::timeline)
                .thenComparing(s -> known != null && s.member().equals(known.member())));
  }

  private static int timeline(MemberState state) {
    return Objects.requireNonNullElse(state.timeline(), 0);
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

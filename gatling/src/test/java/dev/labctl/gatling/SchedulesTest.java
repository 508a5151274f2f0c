package dev.labctl.gatling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SchedulesTest {
  private static final LoadPlan.Warmup WARMUP = new LoadPlan.Warmup(2, 10, 3, "warmup-links.tsv");

  @Property(tries = 100)
  void mergesStreamsByDueTimeWithoutLosingOne(
      @ForAll @IntRange(min = 1, max = 50) int rate,
      @ForAll @IntRange(min = 1, max = 50) int other,
      @ForAll long seed) {
    LoadPlan plan =
        Plans.of(
            seed,
            WARMUP,
            Plans.redirects("a", rate, 4, 5),
            Plans.redirects("b", other, 3, 20),
            Plans.creates("c", 2, 4));
    Schedules schedules = new Schedules(plan, Plans.links(20), Plans.links(3));
    List<Arrival> redirects = drain(schedules.of(Operation.REDIRECT));

    assertThat(redirects).extracting(Arrival::dueNanos).isSorted();
    assertThat(redirects).filteredOn(a -> a.stream().equals("a")).hasSize(rate * 4);
    assertThat(redirects).filteredOn(a -> a.stream().equals("b")).hasSize(other * 3);
    assertThat(redirects).filteredOn(a -> !a.counts()).hasSize(20);
    assertThat(redirects)
        .filteredOn(a -> !a.counts())
        .allMatch(arrival -> arrival.dueNanos() >= -2_000_000_000L && arrival.dueNanos() < 0);
    assertThat(schedules.dues(Operation.REDIRECT))
        .containsExactly(redirects.stream().mapToLong(Arrival::dueNanos).toArray());
  }

  @Test
  void asksForTheSameLinksWithTheSameSeedOnly() {
    assertThat(links(1)).isEqualTo(links(1)).isNotEqualTo(links(2));
  }

  private static List<Arrival.Work> links(long seed) {
    LoadPlan plan = Plans.of(seed, Plans.noWarmup(), Plans.redirects("a", 50, 4, 100));
    return drain(new Schedules(plan, Plans.links(100), List.of()).of(Operation.REDIRECT)).stream()
        .map(Arrival::work)
        .toList();
  }

  @Test
  void givesEachCreateItsOwnKey() {
    LoadPlan plan = Plans.of(1, WARMUP, Plans.creates("a", 20, 4), Plans.creates("b", 20, 4));
    List<String> keys =
        drain(new Schedules(plan, List.of(), Plans.links(1)).of(Operation.CREATE)).stream()
            .map(arrival -> ((Arrival.Create) arrival.work()).idempotencyKey())
            .toList();
    assertThat(keys).hasSize(166).doesNotHaveDuplicates().contains("test-run-a-0", "test-run-b-79");
  }

  @Test
  void countsTheTierThatTheLinkIsIn() {
    LoadPlan.Stream stream =
        new LoadPlan.Stream(
            "a",
            Operation.REDIRECT,
            100,
            List.of(new LoadPlan.Stage(4, 100)),
            List.of(new LoadPlan.Bucket(10, 1)),
            List.of(new LoadPlan.Bucket(2, 0.2), new LoadPlan.Bucket(8, 0.8)));
    List<Link> links = Plans.links(10);
    assertThat(
            drain(
                new Schedules(Plans.of(3, Plans.noWarmup(), stream), links, List.of())
                    .of(Operation.REDIRECT)))
        .extracting(arrival -> (Arrival.Redirect) arrival.work())
        .hasSize(400)
        .allMatch(redirect -> redirect.tier() == (links.indexOf(redirect.link()) < 2 ? 0 : 1));
  }

  @Test
  void refusesAStreamOnMoreLinksThanThereAre() {
    LoadPlan plan = Plans.of(1, Plans.noWarmup(), Plans.redirects("a", 1, 1, 11));
    assertThatThrownBy(() -> new Schedules(plan, Plans.links(10), List.of()))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("11 links")
        .hasMessageContaining("links.tsv");
  }

  @Test
  void handsOutNothingThatIsDueAfterTheEnd() {
    LoadPlan plan = Plans.of(1, Plans.noWarmup(), Plans.redirects("a", 10, 2, 1));
    Schedule schedule = new Schedules(plan, Plans.links(1), List.of()).of(Operation.REDIRECT);
    int taken = 0;
    while (schedule.take(1_000_000_000L).isPresent()) {
      taken++;
    }
    assertThat(taken).isEqualTo(10);
    assertThat(schedule.hasDue(Long.MAX_VALUE)).isTrue();
  }

  private static List<Arrival> drain(Schedule schedule) {
    List<Arrival> arrivals = new ArrayList<>();
    for (Optional<Arrival> next = schedule.take(Long.MAX_VALUE);
        next.isPresent();
        next = schedule.take(Long.MAX_VALUE)) {
      arrivals.add(next.get());
    }
    return arrivals;
  }

  @Test
  void theControlGoesFromTheWarmUpToTheEndAndIsNoPartOfTheLoad() {
    LoadPlan plan = Plans.of(1, new LoadPlan.Warmup(2, 0, 0, ""), Plans.creates("creates", 10, 8));
    LoadPlan with =
        new LoadPlan(
            plan.apiVersion(),
            plan.kind(),
            plan.run(),
            plan.seed(),
            plan.baseUrl(),
            plan.metricsHost(),
            plan.metricsPort(),
            plan.requestTimeoutSeconds(),
            plan.lateLimitSeconds(),
            plan.warmup(),
            new LoadPlan.BalancerControl("/-/control", 5),
            plan.linksFile(),
            plan.bucketBoundsSeconds(),
            plan.streams());
    List<Arrival> control = drain(new Schedules(with, List.of(), List.of()).of(Operation.CONTROL));

    assertThat(control).hasSize(50).noneMatch(Arrival::counts);
    assertThat(control.getFirst().dueNanos()).isEqualTo(-1_900_000_000);
    assertThat(drain(new Schedules(plan, List.of(), List.of()).of(Operation.CONTROL))).isEmpty();
  }
}

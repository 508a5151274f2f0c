package dev.labctl.shortener.click;

import static dev.labctl.shortener.servers.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.shortener.failure.ShortenerException.DependencyFailed;
import dev.labctl.shortener.link.Code;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ClickFlusherTest {
  private static final Instant NOON = Instant.parse("2026-11-24T12:00:30Z");
  private static final InetAddress PEER = InetAddress.ofLiteral("192.0.2.7");
  private static final Code CODE = new Code("abcdefg");

  private final Sink sink = new Sink();
  private final AtomicInteger failures = new AtomicInteger();
  private final AtomicInteger trims = new AtomicInteger();

  /** Applies a batch as a real one does, and fails as told. */
  private static final class Sink implements ClickSink {
    final List<ClickBatch> offered = Collections.synchronizedList(new ArrayList<>());
    final Map<Code, Long> clicks = new HashMap<>();
    long last;
    volatile boolean away;
    volatile boolean answersGetLost;

    @Override
    public synchronized void write(ClickBatch batch) {
      offered.add(batch);
      if (away) {
        throw new DependencyFailed("away", null);
      }
      if (batch.sequence() > last) {
        last = batch.sequence();
        for (LinkClicks link : batch.links()) {
          for (LinkClicks.Minute minute : link.minutes()) {
            clicks.merge(link.code(), minute.clicks(), Long::sum);
          }
        }
      }
      if (answersGetLost) {
        throw new DependencyFailed("committed, but who knows", null);
      }
    }

    synchronized long sum() {
      return clicks.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  private ClickFlusher flusher(int maxCells) {
    return new ClickFlusher(
        sink,
        days -> Map.of(days.getFirst(), new byte[16], days.getLast(), new byte[16]),
        () -> trims.incrementAndGet() < 2,
        maxCells,
        new Random(1),
        InstantSource.fixed(NOON),
        new FlushObserver() {
          @Override
          public void flushed(long clicks, Duration took) {
            assertThat(took).isPositive();
          }

          @Override
          public void failed() {
            failures.incrementAndGet();
          }
        });
  }

  private static Click click(Code code) {
    return new Click(code, NOON.toEpochMilli(), null, "curl/8", PEER);
  }

  @Property(tries = 20)
  void everyClickOfEveryThreadIsCountedOnceUnderAllThatItHas(
      @ForAll @IntRange(min = 1, max = 8) int threads,
      @ForAll @IntRange(min = 1, max = 3_000) int each,
      @ForAll long seed) {
    Sink sink = new Sink();
    ClickFlusher flusher =
        new ClickFlusher(
            sink,
            days -> Map.of(),
            () -> false,
            1_000_000,
            new Random(seed),
            InstantSource.fixed(NOON),
            new FlushObserver() {
              @Override
              public void flushed(long clicks, Duration took) {}

              @Override
              public void failed() {}
            });
    flusher.start();
    try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int t = 0; t < threads; t++) {
        SplittableRandom random = new SplittableRandom(seed + t);
        pool.execute(
            () -> {
              for (int i = 0; i < each; i++) {
                flusher.clicks().record(anyClick(random));
              }
            });
      }
    }
    flusher.close();
    long expected = (long) threads * each;
    assertThat(flusher.clicks().dropped()).isZero();
    assertThat(sink.sum()).isEqualTo(expected);
    assertThat(sum(sink, day -> day.clicks())).isEqualTo(expected);
    assertThat(sum(sink, day -> day.referrers().values().stream().mapToLong(Long::longValue).sum()))
        .isEqualTo(expected);
  }

  private static long sum(Sink sink, java.util.function.ToLongFunction<LinkClicks.Day> what) {
    return sink.offered.stream()
        .flatMap(batch -> batch.links().stream())
        .flatMap(link -> link.days().stream())
        .mapToLong(what)
        .sum();
  }

  private static Click anyClick(SplittableRandom random) {
    return new Click(
        new Code("code" + random.nextInt(50)),
        NOON.toEpochMilli() + random.nextInt(86_400_000),
        random.nextBoolean() ? null : "https://host" + random.nextInt(200) + ".example/",
        random.nextBoolean() ? "curl/8" : "Firefox/145",
        InetAddress.ofLiteral("192.0.2." + random.nextInt(256)));
  }

  @Test
  void whatTakesLongIsDoneLessOften() {
    assertThat(ClickFlusher.round(Duration.ZERO)).isEqualTo(Duration.ofSeconds(1));
    assertThat(ClickFlusher.round(Duration.ofMillis(49))).isEqualTo(Duration.ofSeconds(1));
    assertThat(ClickFlusher.round(Duration.ofMillis(100))).isEqualTo(Duration.ofSeconds(2));
    assertThat(ClickFlusher.round(Duration.ofSeconds(9))).isEqualTo(Duration.ofMillis(2500));
  }

  @Test
  void countsByMinuteDayReferrerAgentAndVisitor() {
    ClickFlusher flusher = flusher(1_000);
    flusher.start();
    for (int i = 0; i < 20; i++) {
      flusher
          .clicks()
          .record(
              new Click(
                  CODE,
                  NOON.toEpochMilli() + i * 3_000L,
                  i % 2 == 0 ? "https://news.example/" : null,
                  i % 4 == 0 ? "Googlebot/2" : "Firefox/145",
                  i < 10 ? InetAddress.ofLiteral("198.51.100." + i % 3) : PEER));
    }
    flusher.close();
    LinkClicks link = sink.offered.getFirst().links().getFirst();
    assertThat(link.minutes())
        .containsExactly(
            new LinkClicks.Minute(Instant.parse("2026-11-24T12:00:00Z"), 10),
            new LinkClicks.Minute(Instant.parse("2026-11-24T12:01:00Z"), 10));
    LinkClicks.Day day = link.days().getFirst();
    assertThat(day.date()).isEqualTo(LocalDate.ofInstant(NOON, ZoneOffset.UTC));
    assertThat(day.referrers())
        .containsOnly(
            Map.entry(new ReferrerHost("news.example"), 10L), Map.entry(ReferrerHost.DIRECT, 10L));
    assertThat(day.agents())
        .containsOnly(Map.entry(AgentFamily.BOT, 5L), Map.entry(AgentFamily.FIREFOX, 15L));
    assertThat(day.bots()).isEqualTo(5);
    // Three forwarded addresses and the peer, some with two agents.
    assertThat(VisitorSketch.estimate(day.visitors().stream().mapToInt(v -> v).toArray()))
        .isEqualTo(8);
    assertThat(link.visits()).hasSize(10);
    assertThat(link.visits().getFirst().at()).isEqualTo(NOON.plusSeconds(57));
  }

  @Test
  void keepsWhatTheSinkDidNotTakeAndSendsItAgainUnchanged() {
    sink.away = true;
    ClickFlusher flusher = flusher(1_000);
    flusher.start();
    flusher.clicks().record(click(CODE));
    await().until(() -> failures.get() >= 2);
    flusher.clicks().record(click(CODE));
    flusher.clicks().record(click(new Code("another")));
    sink.away = false;
    await().until(() -> sink.sum() == 3);
    flusher.close();
    assertThat(sink.offered.get(1)).isEqualTo(sink.offered.getFirst());
    assertThat(sink.offered.getLast().sequence()).isEqualTo(2);
    assertThat(sink.clicks).containsEntry(CODE, 2L);
    assertThat(flusher.clicks().dropped()).isZero();
  }

  @Test
  void aLostAnswerDoublesNothing() {
    sink.answersGetLost = true;
    ClickFlusher flusher = flusher(1_000);
    flusher.start();
    flusher.clicks().record(click(CODE));
    await().until(() -> failures.get() >= 1);
    flusher.clicks().record(click(CODE));
    sink.answersGetLost = false;
    flusher.close();
    assertThat(sink.clicks).containsExactly(Map.entry(CODE, 2L));
    assertThat(sink.offered).hasSizeGreaterThanOrEqualTo(3);
  }

  @Test
  void dropsAndCountsWhatFindsNoRoomWhileMinutesOfLinksInUseStillCount() {
    sink.away = true;
    ClickFlusher flusher = flusher(500);
    Code busy = new Code("busy");
    // Six cells: the minute, its referrer, its agent and its visitor, and two visits.
    flusher.clicks().record(click(busy));
    flusher.clicks().record(click(busy));
    // A link with one click has one cell.
    for (int i = 0; i < 600; i++) {
      flusher.clicks().record(click(new Code("code" + i)));
    }
    flusher.clicks().record(click(busy));
    flusher.clicks().record(click(new Code("code0"))); // five more, which there are not
    flusher.start();
    await().until(() -> flusher.clicks().queued() == 0 && flusher.clicks().cells() >= 500);
    assertThat(flusher.clicks().dropped()).isEqualTo(600 - 494 + 1);
    sink.away = false;
    await().until(() -> sink.sum() == 3 + 494);
    flusher.close();
    assertThat(flusher.clicks().cells()).isZero();
    assertThat(sink.clicks).hasSize(495).containsEntry(busy, 3L);
  }

  @Test
  void closeHandsOnTheLastClickOrSaysThatItIsLost() {
    ClickFlusher flusher = flusher(1_000);
    flusher.start();
    flusher.clicks().record(click(CODE));
    flusher.close();
    assertThat(sink.sum()).isEqualTo(1);

    sink.away = true;
    ClickFlusher unlucky = flusher(1_000);
    unlucky.start();
    for (int i = 0; i < 7; i++) {
      unlucky.clicks().record(click(CODE));
    }
    unlucky.close();
    assertThat(unlucky.clicks().dropped()).isEqualTo(7);
  }

  @Test
  void batchesAreSmallEnoughToBeAppliedAndSent() {
    ClickFlusher flusher = flusher(1_000_000);
    flusher.start();
    sink.away = true;
    for (int i = 0; i < 2_500; i++) {
      flusher.clicks().record(click(new Code("code" + i)));
    }
    await().until(() -> flusher.clicks().queued() == 0);
    sink.away = false;
    await().until(() -> sink.sum() == 2_500);
    flusher.close();
    assertThat(sink.offered).allSatisfy(batch -> assertThat(batch.links()).hasSizeLessThan(1_001));
  }

  @Test
  void trimsUntilNothingIsTooOldThenRests() {
    ClickFlusher flusher = flusher(1_000);
    flusher.start();
    await().until(() -> trims.get() == 2);
    flusher.close();
    assertThat(trims).hasValue(2);
  }
}

package dev.labctl.shortener.redirect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.shortener.failure.ShortenerException.DependencyFailed;
import dev.labctl.shortener.link.Code;
import dev.labctl.shortener.link.Destination;
import dev.labctl.shortener.link.Link;
import dev.labctl.shortener.link.LinkProperties;
import dev.labctl.shortener.link.RedirectStatus;
import dev.labctl.shortener.link.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ResolverTest {
  private static final Code CODE = new Code("abcdefg");
  private static final Destination TARGET = to("https://x.example/");
  private static final Destination EDITED = to("https://y.example/");

  private final AtomicLong now = new AtomicLong();
  private final List<String> asked = new ArrayList<>();
  private final Tier redis = new Tier("redis", Source.REDIS);
  private final Tier replica = new Tier("replica", Source.REPLICA);
  private final Tier primary = new Tier("primary", Source.PRIMARY);
  private int missed;
  private final Resolver resolver =
      new Resolver(new LocalCache(now::get), redis, replica::find, primary::find, () -> missed++);

  @Test
  void asksTierAfterTierAndStopsAtTheFirstThatKnows() {
    replica.links.put(CODE, TARGET);
    assertThat(resolver.resolve(CODE)).contains(new Resolution(TARGET, Source.REPLICA));
    assertThat(asked).containsExactly("redis", "replica");
    assertThat(redis.links).as("kept for the other instances").containsEntry(CODE, TARGET);
  }

  @Test
  void asksThePrimaryForWhatTheReplicaDoesNotKnowYet() {
    primary.links.put(CODE, TARGET);
    assertThat(resolver.resolve(CODE)).contains(new Resolution(TARGET, Source.PRIMARY));
    assertThat(asked).containsExactly("redis", "replica", "primary");
  }

  @Test
  void servesFromL1ForFiveSecondsThenAsksAgain() {
    redis.links.put(CODE, TARGET);
    resolver.resolve(CODE);
    now.addAndGet(Duration.ofMillis(4999).toNanos());
    assertThat(resolver.resolve(CODE)).contains(new Resolution(TARGET, Source.L1));
    assertThat(asked).containsExactly("redis");
    now.addAndGet(Duration.ofMillis(1).toNanos());
    assertThat(resolver.resolve(CODE)).contains(new Resolution(TARGET, Source.REDIS));
  }

  @Test
  void remembersAnUnknownCodeForASecond() {
    assertThat(resolver.resolve(CODE)).isEmpty();
    primary.links.put(CODE, TARGET);
    assertThat(resolver.resolve(CODE)).isEmpty();
    assertThat(asked).containsExactly("redis", "replica", "primary");
    now.addAndGet(Duration.ofSeconds(1).toNanos());
    assertThat(resolver.resolve(CODE)).isPresent();
  }

  @Test
  void withRedisGoneAsksTheReplicaAndDoesNotTryToFillRedis() {
    redis.down = true;
    replica.links.put(CODE, TARGET);
    assertThat(resolver.resolve(CODE)).contains(new Resolution(TARGET, Source.REPLICA));
    assertThat(asked).containsExactly("redis", "replica");
  }

  @Test
  void withPostgresGoneServesFromRedis() {
    replica.down = true;
    primary.down = true;
    redis.links.put(CODE, TARGET);
    assertThat(resolver.resolve(CODE)).contains(new Resolution(TARGET, Source.REDIS));
  }

  @Test
  void withEverythingGoneServesAnOldTargetForTenMinutes() {
    redis.links.put(CODE, TARGET);
    resolver.resolve(CODE);
    redis.down = true;
    replica.down = true;
    primary.down = true;
    now.addAndGet(Duration.ofMinutes(9).toNanos());
    assertThat(resolver.resolve(CODE)).contains(new Resolution(TARGET, Source.L1));
    now.addAndGet(Duration.ofMinutes(2).toNanos());
    assertThatThrownBy(() -> resolver.resolve(CODE)).isInstanceOf(DependencyFailed.class);
  }

  @Test
  void aCodeUnknownToTheReplicaIsNotCalledUnknownWithoutThePrimary() {
    primary.down = true;
    assertThatThrownBy(() -> resolver.resolve(CODE)).isInstanceOf(DependencyFailed.class);
    primary.down = false;
    primary.links.put(CODE, TARGET);
    assertThat(resolver.resolve(CODE)).as("the failure was not remembered").isPresent();
  }

  @Test
  void aDeletionBeatsWhatALaggingReplicaStillHas() {
    redis.links.put(CODE, TARGET);
    replica.links.put(CODE, TARGET);
    resolver.resolve(CODE);
    resolver.deleted(CODE);
    assertThat(resolver.resolve(CODE)).isEmpty();
    now.addAndGet(Duration.ofSeconds(2).toNanos());
    assertThat(resolver.resolve(CODE)).isEmpty();
    assertThat(asked).as("the mark in Redis answered").doesNotContain("replica");
  }

  @Test
  void aNewLinkIsKnownToEveryInstanceThroughRedis() {
    resolver.created(new Link(CODE, LinkProperties.to(TARGET.target()), 0, null, Instant.EPOCH));
    assertThat(resolver.resolve(CODE)).contains(new Resolution(TARGET, Source.L1));
    assertThat(redis.links).containsEntry(CODE, TARGET);
  }

  @Test
  void afterAnEditOnlyThePrimaryIsAskedWhileTheReplicaMayLag() {
    redis.links.put(CODE, TARGET);
    replica.links.put(CODE, TARGET);
    primary.links.put(CODE, EDITED);
    resolver.resolve(CODE);
    resolver.changed(new Link(CODE, LinkProperties.to(EDITED.target()), 0, null, Instant.EPOCH));
    assertThat(resolver.resolve(CODE)).contains(new Resolution(EDITED, Source.L1));
    now.addAndGet(Duration.ofSeconds(5).toNanos());
    assertThat(resolver.resolve(CODE)).contains(new Resolution(EDITED, Source.PRIMARY));
    assertThat(asked).as("the mark in Redis answered").doesNotContain("replica");
  }

  @Test
  void afterAnEditAReplicaAnswersIfThePrimaryIsGone() {
    replica.links.put(CODE, TARGET);
    redis.changed.add(CODE);
    primary.down = true;
    assertThat(resolver.resolve(CODE)).contains(new Resolution(TARGET, Source.REPLICA));
    replica.links.clear();
    now.addAndGet(Duration.ofMinutes(11).toNanos());
    assertThatThrownBy(() -> resolver.resolve(CODE)).isInstanceOf(DependencyFailed.class);
  }

  @Test
  void aLoadThatBeganBeforeAnEditIsNotKept() {
    Link edited =
        new Link(
            CODE,
            new LinkProperties(
                new Target("https://new.example/"),
                RedirectStatus.FOUND,
                true,
                null,
                null,
                new TreeSet<>()),
            0,
            null,
            Instant.EPOCH);
    replica.links.put(CODE, TARGET);
    replica.meanwhile = () -> resolver.changed(edited);
    resolver.resolve(CODE);
    assertThat(resolver.resolve(CODE)).contains(new Resolution(edited.destination(), Source.L1));
  }

  @Test
  void aLoadThatBeganBeforeADeletionIsNotKept() {
    replica.links.put(CODE, TARGET);
    replica.meanwhile = () -> resolver.deleted(CODE);
    resolver.resolve(CODE);
    assertThat(resolver.resolve(CODE)).isEmpty();
  }

  @Test
  void whoAsksAfterAnEditJoinsNoLoadThatBeganBeforeIt() throws Exception {
    Resolver withoutL1 =
        new Resolver(
            new LocalCache(now::get, false), redis, replica::find, primary::find, () -> missed++);
    Destination later = to("https://new.example/");
    replica.links.put(CODE, TARGET);
    primary.links.put(CODE, later);
    CountDownLatch loading = new CountDownLatch(1);
    CountDownLatch edited = new CountDownLatch(1);
    replica.meanwhile =
        () -> {
          loading.countDown();
          try {
            edited.await();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        };
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      threads.execute(() -> withoutL1.resolve(CODE));
      loading.await();
      redis.changed.add(CODE);
      withoutL1.deleted(CODE);
      redis.deleted.clear();
      replica.meanwhile = () -> {};
      assertThat(withoutL1.resolve(CODE)).contains(new Resolution(later, Source.PRIMARY));
      edited.countDown();
    }
  }

  private static Destination to(String target) {
    return Destination.plain(new Target(target));
  }

  private final class Tier implements SharedCache {
    private final String name;
    private final Source source;
    private final Map<Code, Destination> links = new HashMap<>();
    private final List<Code> deleted = new ArrayList<>();
    private final List<Code> changed = new ArrayList<>();
    private boolean down;
    private volatile Runnable meanwhile = () -> {};

    Tier(String name, Source source) {
      this.name = name;
      this.source = source;
    }

    Optional<Resolution> find(Code code) {
      asked.add(name);
      if (down) {
        throw new DependencyFailed(name + " is down", null);
      }
      Destination found = links.get(code);
      meanwhile.run();
      return Optional.ofNullable(found).map(known -> new Resolution(known, source));
    }

    @Override
    public Entry get(Code code) {
      Optional<Resolution> found = find(code);
      if (changed.contains(code)) {
        return new Entry.Changed();
      }
      if (deleted.contains(code)) {
        return new Entry.Deleted();
      }
      return found.isPresent() ? new Entry.Hit(found.get().destination()) : new Entry.Miss();
    }

    @Override
    public void putIfAbsent(Code code, Destination destination) {
      assertThat(down).isFalse();
      links.putIfAbsent(code, destination);
    }

    @Override
    public void markChanged(Code code) {
      changed.add(code);
    }

    @Override
    public void markDeleted(Code code) {
      deleted.add(code);
    }
  }
}

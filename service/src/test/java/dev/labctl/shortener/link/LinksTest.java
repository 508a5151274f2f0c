package dev.labctl.shortener.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.shortener.failure.ShortenerException.DependencyFailed;
import dev.labctl.shortener.failure.ShortenerException.InvalidInput;
import dev.labctl.shortener.failure.ShortenerException.KeyReused;
import dev.labctl.shortener.failure.ShortenerException.Taken;
import dev.labctl.shortener.link.BulkLinks.Result;
import dev.labctl.shortener.user.Caller;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class LinksTest {
  private static final LinkProperties TO_X = LinkProperties.to(new Target("https://x.example/"));
  private static final LinkProperties TO_Y = LinkProperties.to(new Target("https://y.example/"));
  private static final Caller NOBODY = new Caller.Anonymous();
  private static final IdempotencyKey KEY = new IdempotencyKey("k", "user:1", "");
  private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

  private final AtomicInteger collisions = new AtomicInteger();
  private final Store store = new Store();

  @Test
  void offersAnotherCodeAfterEachCollisionAndCountsThem() {
    // A generator that repeats itself draws codes in use until its fourth.
    Links links = links(new Repeating(3));
    Code first = links.create(drawn(TO_X), null, NOBODY).link().code();
    Code second = links.create(drawn(TO_X), null, NOBODY).link().code();
    assertThat(second).isNotEqualTo(first);
    assertThat(collisions).hasValue(2);
    assertThat(store.offered).containsExactly(first, first, first, second);
  }

  @Test
  void givesUpAfterFiveCollisions() {
    Links links = links(new Repeating(100));
    links.create(drawn(TO_X), null, NOBODY);
    assertThatThrownBy(() -> links.create(drawn(TO_X), null, NOBODY))
        .isInstanceOf(DependencyFailed.class);
    assertThat(store.offered).hasSize(6);
    assertThat(collisions).hasValue(5);
  }

  @Test
  void aKnownKeyWithItsTargetGivesTheOldLink() {
    store.known = TO_X;
    assertThat(links(new Random(1)).create(drawn(TO_X), KEY, NOBODY).fresh()).isFalse();
  }

  @Test
  void aKeyOfAnotherRequestIsRefused() {
    store.known = TO_Y;
    Links links = links(new Random(1));
    assertThatThrownBy(() -> links.create(drawn(TO_X), KEY, NOBODY)).isInstanceOf(KeyReused.class);
  }

  @Test
  void aRequestsFingerprintHoldsAllOfItsWishes() {
    NewLink plain = drawn(TO_X);
    List<NewLink> others =
        List.of(
            drawn(TO_Y),
            new NewLink(new Code("alias"), TO_X),
            drawn(with(RedirectStatus.TEMPORARY_REDIRECT, true, null, null, "")),
            drawn(with(RedirectStatus.FOUND, false, null, null, "")),
            drawn(with(RedirectStatus.FOUND, true, NOW, null, "")),
            drawn(with(RedirectStatus.FOUND, true, null, 3L, "")),
            drawn(with(RedirectStatus.FOUND, true, null, null, "a b")),
            drawn(with(RedirectStatus.FOUND, true, null, null, "a")),
            new NewLink(null, 5, TO_X),
            drawn(more(NOW, null, false, false)),
            drawn(more(null, new Title("a"), false, false)),
            drawn(more(null, new Title("crawlable"), false, false)),
            drawn(more(null, null, true, false)),
            drawn(more(null, null, false, true)));
    assertThat(others).extracting(NewLink::fingerprint).doesNotHaveDuplicates();
    assertThat(others).extracting(NewLink::fingerprint).doesNotContain(plain.fingerprint());
    assertThat(drawn(with(RedirectStatus.FOUND, true, null, null, "")).fingerprint())
        .isEqualTo(plain.fingerprint());
  }

  /** Keys hold for a day, also over an update: a stored fingerprint has to stay what it was. */
  @Test
  void aPlainRequestsFingerprintIsThatOfTheReleaseBefore() {
    assertThat(drawn(LinkProperties.to(new Target("https://x.example/"))).fingerprint())
        .isEqualTo("f51e967baaac6121f4225354e2c62c26f82765827119fd784a384dc1ec0f3dc9");
  }

  private static LinkProperties more(
      Instant validSince, Title title, boolean crawlable, boolean forwardQuery) {
    return new LinkProperties(
        TO_X.target(),
        RedirectStatus.FOUND,
        true,
        null,
        null,
        new TreeSet<>(),
        validSince,
        title,
        crawlable,
        forwardQuery);
  }

  private static LinkProperties with(
      RedirectStatus status, boolean active, Instant expiresAt, Long maxVisits, String tags) {
    SortedSet<Tag> all = new TreeSet<>(Comparator.comparing(Tag::value));
    for (String tag : tags.split(" ")) {
      if (!tag.isEmpty()) {
        all.add(new Tag(tag));
      }
    }
    return new LinkProperties(TO_X.target(), status, active, expiresAt, maxVisits, all);
  }

  @Test
  void anAliasInUseIsRefusedAndNoCollision() {
    Links links = links(new Random(1));
    NewLink wanted = new NewLink(new Code("my-alias"), TO_X);
    assertThat(links.create(wanted, null, NOBODY).link().code().value()).isEqualTo("my-alias");
    assertThatThrownBy(() -> links.create(wanted, null, NOBODY))
        .isInstanceOf(Taken.class)
        .hasMessageContaining("my-alias");
    assertThat(collisions).hasValue(0);
  }

  @Test
  void anAliasTakenByATwinOfTheSameRequestIsFoundByItsKey() {
    store.twin = true;
    Links.Creation creation =
        links(new Random(1)).create(new NewLink(new Code("alias"), TO_X), KEY, NOBODY);
    assertThat(creation.fresh()).isFalse();
    assertThat(creation.link().code().value()).isEqualTo("alias");
  }

  @Test
  void refusesTargetsThatAreDeniedOrLeadBackHere() {
    Links links = links(new Random(1));
    for (String target :
        List.of(
            "https://s.example/abc",
            "HTTPS://S.EXAMPLE:443/abc",
            "http://s.example/abc",
            "https://s.example./abc",
            "http://bad.example/",
            "https://www.Bad.example:8443/x")) {
      assertThatThrownBy(
              () -> links.create(drawn(LinkProperties.to(new Target(target))), null, NOBODY))
          .as(target)
          .isInstanceOf(InvalidInput.class);
    }
    for (String target : List.of("http://s.example:8080/", "https://notbad.example/")) {
      assertThat(links.create(drawn(LinkProperties.to(new Target(target))), null, NOBODY).fresh())
          .as(target)
          .isTrue();
    }
  }

  @Test
  void anExpiryHasToBeInTheFuture() {
    Links links = links(new Random(1));
    LinkProperties past =
        new LinkProperties(TO_X.target(), RedirectStatus.FOUND, true, NOW, null, new TreeSet<>());
    assertThatThrownBy(() -> links.create(drawn(past), null, NOBODY))
        .isInstanceOf(InvalidInput.class)
        .hasMessageContaining("future");
  }

  @Test
  void aRepeatedRequestWhoseExpiryHasPassedMeanwhileGetsItsFirstAnswer() {
    LinkProperties past =
        new LinkProperties(TO_X.target(), RedirectStatus.FOUND, true, NOW, null, new TreeSet<>());
    Links links = links(new Random(1));
    assertThatThrownBy(() -> links.create(drawn(past), KEY, NOBODY))
        .as("nobody made it before")
        .isInstanceOf(InvalidInput.class);
    store.known = past;
    Links.Creation again = links.create(drawn(past), KEY, NOBODY);
    assertThat(again.fresh()).isFalse();
    assertThat(again.link().properties()).isEqualTo(past);
    store.known = TO_Y;
    assertThatThrownBy(() -> links.create(drawn(past), KEY, NOBODY)).isInstanceOf(KeyReused.class);
  }

  @Test
  void aDrawnCodeHasTheLengthThatIsAskedFor() {
    Links links = links(new Random(1));
    for (int length : new int[] {4, 5, 64}) {
      assertThat(links.create(new NewLink(null, length, TO_X), null, NOBODY).link().code().value())
          .hasSize(length);
    }
    for (int length : new int[] {3, 65}) {
      assertThatThrownBy(() -> new NewLink(null, length, TO_X)).isInstanceOf(InvalidInput.class);
    }
  }

  @Test
  void inBulkEachBadLinkSaysWhyAndTheOthersAreMade() {
    Links links = links(new Repeating(2));
    BulkLinks bulk = new BulkLinks(links, store, collisions::incrementAndGet);
    links.create(new NewLink(new Code("taken"), TO_X), null, NOBODY);
    List<Result> results =
        bulk.create(
            List.of(
                drawn(TO_X),
                new NewLink(new Code("taken"), TO_X),
                drawn(LinkProperties.to(new Target("https://bad.example/"))),
                new NewLink(new Code("twice"), TO_X),
                new NewLink(new Code("twice"), TO_Y),
                drawn(TO_Y)),
            NOBODY);
    assertThat(results)
        .extracting(result -> result instanceof Result.Made)
        .containsExactly(true, false, false, true, false, true);
    assertThat(results.get(2).toString()).contains("deny list");
    assertThat(store.links).hasSize(4);
  }

  private static NewLink drawn(LinkProperties properties) {
    return new NewLink(null, properties);
  }

  private Links links(RandomGenerator random) {
    return new Links(
        store,
        random,
        new TargetRules(List.of("https://s.example"), Set.of(), List.of("bad.example"), false),
        InstantSource.fixed(NOW),
        collisions::incrementAndGet);
  }

  /** Draws the same code so many times before it goes on to the next. */
  private static final class Repeating implements RandomGenerator {
    private final int times;
    private int drawn;

    Repeating(int times) {
      this.times = times;
    }

    @Override
    public int nextInt(int bound) {
      return drawn++ / Code.DRAWN_LENGTH / times % bound;
    }

    @Override
    public long nextLong() {
      throw new AssertionError("not asked for");
    }
  }

  /** Keeps links in memory. */
  private static final class Store implements LinkStore {
    private final List<Code> offered = new ArrayList<>();
    private final Map<Code, Link> links = new LinkedHashMap<>();
    private LinkProperties known;
    private boolean twin;

    @Override
    public Outcome create(Code code, LinkProperties properties, IdempotencyKey key, Caller caller) {
      offered.add(code);
      if (twin && offered.size() == 2) {
        return new Outcome.Known(link(code, properties));
      }
      if (key != null && known != null) {
        return known.equals(properties)
            ? new Outcome.Known(link(new Code("known00"), known))
            : new Outcome.KeyReused();
      }
      return !twin && links.putIfAbsent(code, link(code, properties)) == null
          ? new Outcome.Created(links.get(code))
          : new Outcome.CodeTaken();
    }

    @Override
    public Outcome.Repeated known(IdempotencyKey key, LinkProperties properties, Caller caller) {
      if (known == null) {
        return null;
      }
      return known.equals(properties)
          ? new Outcome.Known(link(new Code("known00"), known))
          : new Outcome.KeyReused();
    }

    private static Link link(Code code, LinkProperties properties) {
      return new Link(code, properties, 0, null, NOW);
    }

    @Override
    public List<Link> createAll(Map<Code, LinkProperties> wanted, Caller caller) {
      List<Link> made = new ArrayList<>();
      wanted.forEach(
          (code, properties) -> {
            if (create(code, properties, null, caller) instanceof Outcome.Created(Link link)) {
              made.add(link);
            }
          });
      return made;
    }

    @Override
    public Edit update(Code code, LinkChange change, Caller caller) {
      throw new AssertionError("not asked for");
    }

    @Override
    public Edit delete(Code code, Caller caller) {
      throw new AssertionError("not asked for");
    }

    @Override
    public boolean visit(Code code, String request) {
      throw new AssertionError("not asked for");
    }
  }
}

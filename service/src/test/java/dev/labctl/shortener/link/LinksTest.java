package dev.labctl.shortener.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.shortener.failure.ShortenerException.DependencyFailed;
import dev.labctl.shortener.failure.ShortenerException.KeyReused;
import java.time.Instant;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LinksTest {
  private static final Target TARGET = new Target("https://x.example/");
  private final Set<Code> offered = new HashSet<>();

  @Test
  void offersAnotherCodeAfterACollision() {
    Links links = new Links(new Store(3, TARGET), new Random(1));
    Links.Creation creation = links.create(TARGET, null);
    assertThat(creation.fresh()).isTrue();
    assertThat(offered).hasSize(4).contains(creation.link().code());
  }

  @Test
  void givesUpAfterFiveCollisions() {
    Links links = new Links(new Store(5, TARGET), new Random(1));
    assertThatThrownBy(() -> links.create(TARGET, null)).isInstanceOf(DependencyFailed.class);
    assertThat(offered).hasSize(5);
  }

  @Test
  void aKnownKeyWithItsTargetGivesTheOldLink() {
    Links links = new Links(new Store(0, TARGET), new Random(1));
    assertThat(links.create(TARGET, new IdempotencyKey("k")).fresh()).isFalse();
  }

  @Test
  void aKnownKeyWithAnotherTargetIsRefused() {
    Links links = new Links(new Store(0, new Target("https://y.example/")), new Random(1));
    assertThatThrownBy(() -> links.create(TARGET, new IdempotencyKey("k")))
        .isInstanceOf(KeyReused.class);
  }

  /** Collides a few times, then creates; knows every key already. */
  private final class Store implements LinkStore {
    private final int collisions;
    private final Target known;

    Store(int collisions, Target known) {
      this.collisions = collisions;
      this.known = known;
    }

    @Override
    public Outcome create(Code code, Target target, IdempotencyKey key) {
      offered.add(code);
      if (offered.size() <= collisions) {
        return new Outcome.CodeTaken();
      }
      return key == null
          ? new Outcome.Created(new Link(code, target, Instant.EPOCH))
          : new Outcome.Known(new Link(new Code("known00"), known, Instant.EPOCH));
    }

    @Override
    public boolean delete(Code code) {
      return true;
    }
  }
}

package dev.labctl.shortener.click;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.shortener.click.OrphanVisit.Type;
import dev.labctl.shortener.failure.ShortenerException.DependencyFailed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OrphansTest {
  private final Store store = new Store();
  private final Orphans orphans = new Orphans(store);

  @Test
  void countsAllAndKeepsTheLatest() {
    for (int i = 0; i < 250; i++) {
      record("/missing-" + i, i % 2 == 0 ? "Googlebot/2.1" : "curl/8");
    }
    orphans.flush();
    OrphanStore.Batch batch = store.written.getFirst();
    assertThat(batch.counts()).isEqualTo(Map.of(Type.INVALID_SHORT_URL, new VisitCount(250, 125)));
    assertThat(batch.latest()).hasSize(Orphans.LATEST);
    assertThat(batch.latest().getLast().path()).isEqualTo("/missing-249");
    orphans.flush();
    assertThat(store.written).as("nothing new").hasSize(1);
  }

  @Test
  void aBatchThatDidNotArriveIsTriedAgainAsItWasBeforeAnyOther() {
    record("/one", "curl/8");
    store.down = true;
    orphans.flush();
    record("/two", "curl/8");
    orphans.flush();
    store.down = false;
    orphans.flush();
    orphans.flush();
    assertThat(store.written).extracting(OrphanStore.Batch::sequence).containsExactly(1L, 2L);
    assertThat(store.written)
        .extracting(batch -> batch.latest().getFirst().path())
        .containsExactly("/one", "/two");
  }

  @Test
  void closingHandsOnWhatThereIs() {
    record("/" + "x".repeat(300), null);
    orphans.close();
    assertThat(store.written.getFirst().latest().getFirst().path()).hasSize(200);
  }

  private void record(String path, String agent) {
    orphans.record(Type.INVALID_SHORT_URL, path, Instant.EPOCH, null, agent);
  }

  private static final class Store implements OrphanStore {
    private final List<Batch> written = new ArrayList<>();
    private boolean down;

    @Override
    public void write(Batch batch) {
      if (down) {
        throw new DependencyFailed("down", null);
      }
      written.add(batch);
    }

    @Override
    public VisitCount count() {
      throw new AssertionError("not asked for");
    }

    @Override
    public List<OrphanVisit> latest(int limit) {
      throw new AssertionError("not asked for");
    }

    @Override
    public long clear() {
      throw new AssertionError("not asked for");
    }
  }
}

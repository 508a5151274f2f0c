package dev.labctl.shortener.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.shortener.link.Destination;
import dev.labctl.shortener.link.Target;
import dev.labctl.shortener.redirect.SharedCache.Entry;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

class RedisCacheTest {
  private final AtomicInteger damaged = new AtomicInteger();

  private Entry entry(@Nullable String value) {
    return RedisCache.entry(value, damaged::incrementAndGet);
  }

  private static final String TARGET = "https://x.example/";

  @Example
  void readsWhatWasWritten() {
    Destination plain = Destination.plain(new Target(TARGET));
    assertThat(entry(TARGET)).isEqualTo(new Entry.Hit(plain));
    assertThat(entry(null)).isEqualTo(new Entry.Miss());
    assertThat(entry("")).isEqualTo(new Entry.Deleted());
    assertThat(entry("?")).isEqualTo(new Entry.Changed());
    assertThat(damaged).hasValue(0);
  }

  /** Whoever follows a link did not write what Redis has of it: no answer 400 for them. */
  @Example
  void aDamagedValueIsAMiss() {
    List<String> values =
        List.of(
            "ht\0tp",
            "!999 a- - " + TARGET,
            "!302 a- - ",
            "!302 zz - x",
            "{\"target\":\"" + TARGET);
    assertThat(values).allSatisfy(value -> assertThat(entry(value)).isEqualTo(new Entry.Miss()));
    assertThat(damaged).hasValue(values.size());
  }

  @Property
  void noValueThrows(@ForAll String text) {
    assertThat(entry(text)).isNotNull();
    assertThat(entry("!302 a- 999999999999999999 " + text)).isNotNull();
    assertThat(entry("!302 a- 999999999999999999 " + TARGET)).isNotNull();
  }
}

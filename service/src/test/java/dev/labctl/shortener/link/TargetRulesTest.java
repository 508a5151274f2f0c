package dev.labctl.shortener.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.shortener.failure.ShortenerException.InvalidInput;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class TargetRulesTest {
  private final TargetRules rules =
      new TargetRules(
          List.of("https://s.example", "http://10.0.0.7:8080", "http://10.0.0.7:9080"),
          Set.of(
              InetAddress.ofLiteral("0.0.0.0"),
              InetAddress.ofLiteral("10.0.0.7"),
              InetAddress.ofLiteral("127.0.0.1")),
          List.of(
              "Bad.Example",
              "bücher.example",
              "10.0.0.1",
              "::1",
              "[2001:db8::1]",
              "dotted.test.",
              "straße.example"),
          false);

  @Example
  void aHostOfThousandsOfLabelsIsRefusedWhereTheStackIsShort() throws InterruptedException {
    for (String label : new String[] {"a.", "a-b.", "1.", "xn--a.", "ü."}) {
      String target = "https://" + label.repeat(8_000 / label.length()) + "example/";
      AtomicReference<Throwable> thrown = new AtomicReference<>();
      Thread small =
          new Thread(null, () -> rules.check(Target.parse(target)), "short-stack", 200_000);
      small.setUncaughtExceptionHandler((thread, e) -> thrown.set(e));
      small.start();
      small.join();
      assertThat(thrown.get()).as(label).isInstanceOf(InvalidInput.class);
    }
  }

  /** The many ways to write a denied host that a URL parser may accept. */
  @Provide
  Arbitrary<String> disguised() {
    Arbitrary<String> host =
        Arbitraries.of(
            "bad.example",
            "www.bad.example",
            "a.b.bad.example",
            "xn--bcher-kva.example",
            "dotted.test",
            "10.0.0.1",
            "[::1]",
            "[0:0:0:0:0:0:0:1]",
            "[0000::0001]",
            "[2001:db8:0::1]",
            "[::ffff:10.0.0.1]",
            "[::ffff:a00:1]",
            "s.example");
    return Combinators.combine(
            Arbitraries.of("http://", "https://", "HTTP://", "hTTps://"),
            host,
            Arbitraries.integers().between(0, Integer.MAX_VALUE),
            Arbitraries.of("", "."),
            Arbitraries.of("", ":", ":80", ":443", ":0080"),
            Arbitraries.of("", "/", "/x", "?q", "#f", "/../..//x?http://good.example"))
        .as(
            (scheme, name, mask, dot, port, rest) ->
                scheme
                    + shuffledCase(name, mask)
                    + (name.startsWith("[") || name.startsWith("10.") ? "" : dot)
                    + port
                    + rest);
  }

  private static String shuffledCase(String text, int mask) {
    StringBuilder mixed = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      String c = text.substring(i, i + 1);
      mixed.append((mask >> (i % 31) & 1) == 1 ? c.toUpperCase(Locale.ROOT) : c);
    }
    return mixed.toString();
  }

  @Property
  void noDisguiseOfADeniedHostGetsThrough(@ForAll("disguised") String text) {
    assertThatThrownBy(() -> rules.check(Target.parse(text)))
        .as(text)
        .isInstanceOf(InvalidInput.class);
  }

  @Example
  void encodedAndNumericFormsAreNoHostsAtAll() {
    for (String host :
        List.of(
            "b%61d.example",
            "%62%61%64.example",
            "167772161",
            "0xa000001",
            "0x0a.0.0.1",
            "10.1",
            "012.0.0.1",
            "10.0.0.01",
            "010.000.000.001",
            "[fe80::1%25eth0]",
            "bad.example%00.good.example",
            "good.example\\@bad.example",
            "good.example:80@bad.example",
            "[::1",
            "bad_example")) {
      assertThatThrownBy(() -> rules.check(Target.parse("http://" + host + "/")))
          .as(host)
          .isInstanceOf(InvalidInput.class);
    }
  }

  @Example
  void aPortIsOne() {
    for (String port : List.of("0", "65536", "99999999999")) {
      assertThatThrownBy(() -> Target.parse("http://good.example:" + port + "/"))
          .as(port)
          .isInstanceOf(InvalidInput.class);
    }
  }

  @Example
  void whatOnlyLooksLikeADeniedHostIsAllowed() {
    for (String text :
        List.of(
            "https://notbad.example/",
            "https://bad.example.good.example/",
            "https://good.example/bad.example",
            "https://good.example/?u=https://bad.example/",
            "https://10.0.0.10/",
            "https://[::2]/",
            "https://xn--mnchen-3ya.example/",
            "https://s.example:8443/",
            "https://www.s.example/")) {
      assertThatCode(() -> rules.check(Target.parse(text))).as(text).doesNotThrowAnyException();
    }
  }

  @Example
  void theOtherSchemeOfThisServiceIsItselfToo() {
    assertThatThrownBy(() -> rules.check(Target.parse("http://s.example/abc")))
        .hasMessageContaining("circle");
    TargetRules onPort =
        new TargetRules(List.of("http://127.0.10.10:8080"), Set.of(), List.of(), false);
    assertThatThrownBy(() -> onPort.check(Target.parse("http://127.0.10.10:8080/x")))
        .hasMessageContaining("circle");
    assertThatThrownBy(() -> onPort.check(Target.parse("http://[::ffff:127.0.10.10]:8080/x")))
        .hasMessageContaining("circle");
    assertThatCode(() -> onPort.check(Target.parse("http://127.0.10.10/x")))
        .doesNotThrowAnyException();
  }

  @Example
  void thisServiceIsKnownByEachOfItsAddressesAndSpellings() {
    for (String host :
        List.of(
            "10.0.0.7:8080",
            "10.0.0.7:9080",
            "127.0.0.1:8080",
            "127.9.9.9:9080",
            "0.0.0.0:8080",
            "[::]:8080",
            "[::1]:9080",
            "[::ffff:127.0.0.1]:8080",
            "[::127.0.0.1]:8080",
            "[64:ff9b::a00:7]:8080",
            "localhost:8080",
            "LOCALHOST.:8080",
            "a.localhost:9080")) {
      assertThatThrownBy(() -> rules.check(Target.parse("http://" + host + "/x")))
          .as(host)
          .isInstanceOf(InvalidInput.class);
    }
    assertThatCode(() -> rules.check(Target.parse("http://127.0.0.1:8081/")))
        .doesNotThrowAnyException();
  }

  @Example
  void linkLocalAddressesAreASettingThatIsOff() {
    for (String host : List.of("169.254.169.254", "[fe80::1]", "[::ffff:169.254.169.254]")) {
      Target target = Target.parse("http://" + host + "/latest");
      assertThatThrownBy(() -> rules.check(target)).as(host).hasMessageContaining("link-local");
      assertThatCode(() -> new TargetRules(List.of(), Set.of(), List.of(), true).check(target))
          .as(host)
          .doesNotThrowAnyException();
    }
  }

  @Example
  void namesInUnicodeAreThoseOfIdna2008() {
    for (String host : List.of("xn--strae-oqa.example", "XN--BCHER-KVA.example")) {
      assertThatThrownBy(() -> rules.check(Target.parse("https://" + host + "/")))
          .as(host)
          .hasMessageContaining("deny list");
    }
    assertThatCode(() -> rules.check(Target.parse("https://strasse.example/")))
        .doesNotThrowAnyException();
    for (String host : List.of("xn--a", "xn--zzzzzzzz", "xn--.example", "a..b", "-a.example")) {
      assertThatThrownBy(() -> Target.parse("https://" + host + "/"))
          .as(host)
          .isInstanceOf(InvalidInput.class);
    }
  }

  @Example
  void aLineBreakInANameIsNotLeftOut() {
    assertThatThrownBy(() -> Target.parse("https://e\rvil.org")).hasMessageContaining("U+000D");
  }
}

package dev.labctl.shortener.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.shortener.failure.ShortenerException.Misconfigured;
import dev.labctl.shortener.limit.Quota;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
  static final String VALID =
      """
      instance: shortener-1
      server: {host: 127.0.0.1, port: 8080, adminPort: 9080, drain: 3s}
      publicUrl: http://127.0.0.10:8080
      postgres:
        hosts: [127.0.0.1:5432, 127.0.0.2:5432]
        database: shortener
        user: shortener_app
        passwordFile: app.password
      redis:
        sentinels: [127.0.0.1:26379]
        master: shortener
        passwordFile: redis.password
        sentinelPasswordFile: sentinel.password
      """;

  @TempDir Path folder;

  @Test
  void readsAFileWithoutAnOwner() throws IOException {
    Settings settings = read(VALID);
    assertThat(settings.server().drain().length()).isEqualTo(Duration.ofSeconds(3));
    assertThat(settings.postgres().hosts())
        .containsExactly(new HostPort("127.0.0.1", 5432), new HostPort("127.0.0.2", 5432));
    assertThat(settings.postgres().owner()).isNull();
  }

  @Test
  void anUnknownKeyIsAnErrorThatNamesIt() {
    assertThatThrownBy(() -> read(VALID + "colour: blue\n"))
        .isInstanceOf(Misconfigured.class)
        .hasMessageContaining("colour");
  }

  @Test
  void aMissingKeyIsNamed() {
    assertThatThrownBy(() -> read(VALID.replace("  database: shortener\n", "")))
        .isInstanceOf(Misconfigured.class)
        .hasMessageContaining("postgres.database is missing");
  }

  @Test
  void aPortOutOfRangeIsNamedWithItsValue() {
    assertThatThrownBy(() -> read(VALID.replace("adminPort: 9080", "adminPort: 90800")))
        .isInstanceOf(Misconfigured.class)
        .hasMessageContaining("server.adminPort is 90800");
  }

  @Test
  void aDurationWithoutAUnitIsRefused() {
    assertThatThrownBy(() -> read(VALID.replace("drain: 3s", "drain: '3'")))
        .isInstanceOf(Misconfigured.class)
        .hasMessageContaining("500ms");
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatThrownBy(() -> Settings.read(folder.resolve("none.yaml")))
        .isInstanceOf(Misconfigured.class)
        .hasMessageContaining("none.yaml");
  }

  @Test
  void aSecretIsReadWithoutItsLineEndAndNeverPrinted() throws IOException {
    Path file = Files.writeString(folder.resolve("secret"), "s3cret\n");
    Secret secret = Secret.read(file);
    assertThat(secret.value()).isEqualTo("s3cret");
    assertThat(secret).asString().doesNotContain("s3cret");
    Files.writeString(file, "\n");
    assertThatThrownBy(() -> Secret.read(file)).hasMessageContaining("is empty");
  }

  @Test
  void whatIsLoggedHasDefaultsOneByOne() throws IOException {
    assertThat(read(VALID).logging()).isEqualTo(LogSettings.DEFAULT);
    assertThat(read(VALID + "log: {successes: 0.5%}\n").logging())
        .isEqualTo(
            new LogSettings(
                new Share(0.005),
                LogSettings.DEFAULT.slowRequest(),
                LogSettings.DEFAULT.slowStatement()));
    assertThat(read(VALID + "log: {slowRequest: 1s, slowStatement: 50ms}\n").logging())
        .isEqualTo(
            new LogSettings(
                LogSettings.DEFAULT.successes(), Duration.ofSeconds(1), Duration.ofMillis(50)));
    assertThatThrownBy(() -> read(VALID + "log: {successes: 101%}\n"))
        .isInstanceOf(Misconfigured.class)
        .hasMessageContaining("'101%' is not a share");
  }

  @Test
  void replicasAreReadAsTheUserUnlessAReaderIsNamed() throws IOException {
    assertThat(read(VALID).postgres().readingRole()).isEqualTo("shortener_app");
    String reader =
        VALID.replace(
            "  passwordFile: app.password\n",
            "  passwordFile: app.password\n  reader: r\n  readerPasswordFile: r.password\n");
    assertThat(read(reader).postgres().readingRole()).isEqualTo("r");
    assertThat(read(reader).postgres().readingPasswordFile()).hasToString("r.password");
    assertThatThrownBy(() -> read(reader.replace("  reader: r\n", "")))
        .isInstanceOf(Misconfigured.class)
        .hasMessageContaining("belong together");
  }

  @Property
  void aShareIsItsHundredth(@ForAll @IntRange(min = 0, max = 100) int number) {
    assertThat(Share.parse(number + "%").ratio()).isEqualTo(number / 100.0);
    assertThatThrownBy(() -> Share.parse(Integer.toString(number)))
        .isInstanceOf(Misconfigured.class);
  }

  @Test
  void withoutSettingsNobodyCreatesUnnamedAndOnlyFailedSignInsAreLimited() throws IOException {
    Settings settings = read(VALID);
    assertThat(settings.auth().anonymousMayCreate()).isFalse();
    assertThat(settings.auth().lifetime()).isEqualTo(Duration.ofMinutes(15));
    assertThat(settings.auth().tokenKey()).isEmpty();
    assertThat(settings.limits().perAddress()).isNull();
    assertThat(settings.limits().perUser()).isNull();
    assertThat(settings.limits().signIns()).isEqualTo(new Quota(10, Duration.ofMinutes(1)));
    assertThat(settings.server().proxies()).isEmpty();
  }

  @Test
  void readsWhoMayDoWhatAndHowOften() throws IOException {
    Path key = Files.writeString(folder.resolve("token.key"), "k".repeat(32) + "\n");
    Settings settings =
        read(
            VALID.replace("drain: 3s", "drain: 3s, trustedProxies: [127.0.10.10, 10.0.0.0/8]")
                + """
                auth: {tokenKeyFile: %s, tokenLifetime: 1m, anonymousCreate: true}
                admin: {host: 127.0.10.9, names: [lab]}
                limits: {perAddress: {requests: 5, per: 10s}, signIns: {requests: 1, per: 1m}}
                """
                    .formatted(key));
    assertThat(settings.auth().tokenKey().orElseThrow()).hasSize(32);
    assertThat(settings.auth().anonymousMayCreate()).isTrue();
    assertThat(settings.adminHost()).isEqualTo("127.0.10.9");
    assertThat(settings.admin().ownNames()).containsExactly("lab");
    assertThat(settings.admin().token()).isEmpty();
    assertThat(settings.auth().lifetime()).isEqualTo(Duration.ofMinutes(1));
    assertThat(settings.limits().perAddress()).isEqualTo(new Quota(5, Duration.ofSeconds(10)));
    assertThat(settings.limits().signIns().requests()).isEqualTo(1);
    assertThat(settings.server().proxies()).hasSize(2);
  }

  @Test
  void aKeyThatCanBeGuessedIsRefused() throws IOException {
    Path key = Files.writeString(folder.resolve("token.key"), "short\n");
    Settings settings = read(VALID + "auth: {tokenKeyFile: " + key + "}\n");
    assertThatThrownBy(() -> settings.auth().tokenKey())
        .isInstanceOf(Misconfigured.class)
        .hasMessageContaining("5 bytes")
        .hasMessageNotContaining("short");
    assertThatThrownBy(() -> read(VALID + "auth: {tokenLifetime: 0s}\n"))
        .hasMessageContaining("at least 1s");
    assertThatThrownBy(() -> read(VALID + "limits: {perUser: {requests: 0, per: 1s}}\n"))
        .hasMessageContaining("requests is 0");
    assertThatThrownBy(() -> read(VALID + "limits: {perUser: {requests: 1}}\n"))
        .isInstanceOf(Misconfigured.class)
        .hasMessageContaining("per");
  }

  @Property
  void anAddressPrintsAsItIsWritten(@ForAll @IntRange(min = 1, max = 65_535) int port) {
    assertThat(HostPort.parse("node-1.example:" + port)).hasToString("node-1.example:" + port);
  }

  @Property
  void anyOtherAddressIsRefusedAsMisconfigured(@ForAll String text) {
    if (!text.matches("[A-Za-z0-9._-]+:[0-9]{1,5}")) {
      assertThatThrownBy(() -> HostPort.parse(text)).isInstanceOf(Misconfigured.class);
    }
  }

  @Property
  void aDurationKeepsItsLength(@ForAll @IntRange(min = 0, max = 1_000_000) int number) {
    assertThat(Delay.parse(number + "ms").length()).isEqualTo(Duration.ofMillis(number));
    assertThat(Delay.parse(number + "s").length()).isEqualTo(Duration.ofSeconds(number));
    assertThat(Delay.parse(number + "m").length()).isEqualTo(Duration.ofMinutes(number));
  }

  @Example
  void aPortOf65536IsRefused() {
    assertThatThrownBy(() -> HostPort.parse("h:65536")).isInstanceOf(Misconfigured.class);
  }

  /** Any text in a good file's place, or in the middle of one: settings, or what is wrong. */
  @Property
  void anyTextIsSettingsOrMisconfigured(
      @ForAll("yaml") String text, @ForAll @IntRange(min = 0, max = 99) int at) throws IOException {
    int middle = VALID.length() * at / 100;
    String spliced = VALID.substring(0, middle) + text + VALID.substring(middle);
    for (String yaml : new String[] {text, VALID + text, spliced}) {
      try (var in = new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8))) {
        assertThat(Settings.parse("any.yaml", in).instance()).isNotEmpty();
      } catch (Misconfigured e) {
        assertThat(e).hasMessageContaining("any.yaml");
      }
    }
  }

  @Provide
  Arbitrary<String> yaml() {
    Arbitrary<String> syntax =
        Arbitraries.of(
            "",
            "null",
            "~",
            "[",
            "{",
            "}",
            ": ",
            "- ",
            "&a [*a]",
            "*a",
            "!!int x",
            "---\n",
            "\t",
            "<<: ",
            "server: null\n",
            "limits: {perUser: null}\n",
            "? ",
            "'",
            "\"",
            "%TAG",
            "|\n",
            "clicks: {sink: kafka}\n",
            "log: 7\n",
            "cache: []\n",
            "1e999",
            ".nan",
            "0x",
            "\0");
    return Arbitraries.oneOf(syntax, Arbitraries.strings().ofMaxLength(20))
        .list()
        .ofMinSize(1)
        .ofMaxSize(4)
        .map(parts -> String.join("", parts));
  }

  private Settings read(String yaml) throws IOException {
    return Settings.read(Files.writeString(folder.resolve("config.yaml"), yaml));
  }
}

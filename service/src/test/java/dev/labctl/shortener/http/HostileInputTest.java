package dev.labctl.shortener.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.shortener.audit.Action;
import dev.labctl.shortener.audit.Entity;
import dev.labctl.shortener.auth.ApiKey;
import dev.labctl.shortener.click.StatsQuery;
import dev.labctl.shortener.click.StatsQuery.Unit;
import dev.labctl.shortener.config.Delay;
import dev.labctl.shortener.config.HostPort;
import dev.labctl.shortener.config.Share;
import dev.labctl.shortener.csv.CsvReader;
import dev.labctl.shortener.csv.Import;
import dev.labctl.shortener.failure.ShortenerException.InvalidInput;
import dev.labctl.shortener.failure.ShortenerException.Misconfigured;
import dev.labctl.shortener.link.Code;
import dev.labctl.shortener.link.Cursor;
import dev.labctl.shortener.link.IdempotencyKey;
import dev.labctl.shortener.link.LinkQuery;
import dev.labctl.shortener.link.RedirectStatus;
import dev.labctl.shortener.link.Tag;
import dev.labctl.shortener.link.Target;
import dev.labctl.shortener.link.TargetRules;
import dev.labctl.shortener.user.Password;
import dev.labctl.shortener.user.UserName;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Every parser of what clients send, on input that means harm: it makes a value or says
 * InvalidInput, in time and in memory that grow with the input's length at most, and says so in a
 * short message without repeating what it was sent. 1,000 inputs each.
 */
class HostileInputTest {
  private static final int LONGEST_MESSAGE = 400;

  private static final String[] FRAGMENTS = {
    "",
    " ",
    "\0",
    "\r\n",
    "\t",
    "'",
    "\"",
    "`",
    "\\",
    "/",
    "//",
    "..",
    "../",
    "%00",
    "%2e%2e%2f",
    "%",
    "%zz",
    "{",
    "}",
    "[",
    "]",
    "<",
    ">",
    "<script>",
    "' or 1=1 --",
    "${jndi:ldap://x}",
    "{{7*7}}",
    "null",
    "true",
    "NaN",
    "-0",
    "1e999999",
    "9223372036854775808",
    "-9223372036854775809",
    "0x10",
    "http://",
    "https://",
    "HTTP://a",
    "javascript:",
    "data:",
    "ftp://a",
    "https://a@b",
    "https://[::1]",
    "https://[",
    "https://a:99999/",
    "https://é.example/",
    "http://%31",
    "?",
    "#",
    "&",
    "=",
    ";",
    ",",
    "\uFEFF",
    "\u202E",
    "\u0000",
    "\uD800",
    "\uDFFF",
    "ａ",
    "İ",
    "ß",
    "😀",
    "\u2028",
    "9999-12-31T23:59:59.999999999+18:00",
    "0000-00-00T00:00:00Z",
    "2030-02-30T00:00:00Z",
    "+1000000000-01-01T00:00:00Z",
    "MTIz.YWJj",
    "MS5hYmM",
    "LTEuYWJj",
    "aGVsbG8",
    "===",
    "eyJhIjoxfQ.e30.",
    "\"target\":",
    "\"tags\":",
    "\"expiresAt\":",
    "\"maxVisits\":",
    "\"status\":",
    "[[[[[[[[",
    "{\"a\":"
  };

  @Provide
  Arbitrary<String> hostile() {
    Arbitrary<String> fragments = Arbitraries.of(FRAGMENTS);
    Arbitrary<String> noise = Arbitraries.strings().all().ofMaxLength(40);
    Arbitrary<String> joined =
        Arbitraries.oneOf(fragments, noise)
            .list()
            .ofMinSize(1)
            .ofMaxSize(8)
            .map(p -> String.join("", p));
    Arbitrary<String> longOnes =
        Arbitraries.of(FRAGMENTS)
            .flatMap(f -> Arbitraries.integers().between(1, 5000).map(n -> f.repeat(n)));
    return Arbitraries.frequencyOf(
        net.jqwik.api.Tuple.of(8, joined), net.jqwik.api.Tuple.of(1, longOnes));
  }

  private interface Parser {
    Object parse(String text);
  }

  private static void survives(String text, Parser parser) {
    try {
      assertThat(parser.parse(text)).isNotNull();
    } catch (InvalidInput e) {
      assertThat(e.getMessage()).isNotBlank().hasSizeLessThan(LONGEST_MESSAGE);
    }
  }

  @Property
  void codes(@ForAll("hostile") String text) {
    survives(text, Code::new);
    survives(text, Code::parse);
  }

  @Property
  void targets(@ForAll("hostile") String text) {
    TargetRules rules =
        new TargetRules(List.of("https://s.example"), Set.of(), List.of("bad.example"), false);
    for (String given : new String[] {text, "https://x.example/" + text, "https://" + text}) {
      survives(
          given,
          t -> {
            Target target = Target.parse(t);
            rules.check(target); // whatever a target is, the rules can judge it
            return target;
          });
    }
  }

  @Property
  void tagsAndKeysAndCursors(@ForAll("hostile") String text) {
    survives(text, Tag::new);
    survives(text, t -> new IdempotencyKey(t, "user:1", ""));
    survives(text, Cursor::parse);
  }

  @Property
  void dates(@ForAll("hostile") String text) {
    survives(text, t -> JsonBody.instant("expiresAt", t));
  }

  @Property
  void queries(@ForAll("hostile") String text) {
    survives(text, t -> Json.printable("target", t));
    survives(text, t -> Json.number("limit", t));
    survives(text, StatsQuery.Unit::parse);
    survives(text, Entity::of);
    survives(text, Action::of);
    survives(text, t -> new LinkQuery(new LinkQuery.Owners.All(), 1, null, null, t));
    assertThat(Json.id(text)).matches(id -> id.isEmpty() || id.get() >= 0);
  }

  @Property
  void spans(@ForAll("hostile") String from, @ForAll("hostile") String to, @ForAll Unit by) {
    survives(
        from,
        t ->
            StatsQuery.of(
                by,
                t.isEmpty() ? null : JsonBody.instant("from", t),
                to.isEmpty() ? null : JsonBody.instant("to", to),
                Instant.EPOCH));
  }

  @Property
  void accounts(@ForAll("hostile") String text) {
    survives(text, UserName::new);
    survives(text, UserName::parse);
    survives(text, Password::chosen);
    survives(text, ApiKey::parse);
  }

  @Property
  void statuses(@ForAll int status) {
    survives("", t -> RedirectStatus.of(status));
  }

  @Property
  void bodiesOfAnyBytes(@ForAll byte[] bytes) {
    survives("", t -> JsonBody.parse(bytes, "{}").only(Set.of("target")));
  }

  @Property
  void bodies(@ForAll("hostile") String text) {
    survives(text, t -> JsonBody.parse(t.getBytes(StandardCharsets.UTF_8), "{}").only(Set.of()));
    String quoted = new tools.jackson.databind.json.JsonMapper().writeValueAsString(text);
    for (String member : LinkJson.MEMBERS) {
      for (String value : new String[] {quoted, "[" + quoted + "]", "{" + quoted + ":1}", text}) {
        String body = "{\"target\":\"https://x.example/\",\"" + member + "\":" + value + "}";
        survives(body, t -> LinkJson.created(body(t)));
        survives(body, t -> LinkJson.changed(body(t)));
      }
    }
  }

  private static JsonBody body(String text) {
    return JsonBody.parse(text.getBytes(StandardCharsets.UTF_8), "{}").only(LinkJson.MEMBERS);
  }

  @Property
  void nestingIsRefusedNotFollowed(@ForAll("hostile") String text) {
    String deep = "[".repeat(20_000) + text;
    survives(deep, t -> JsonBody.parse(t.getBytes(StandardCharsets.UTF_8), "{}").only(Set.of()));
  }

  @Property
  void csv(@ForAll("hostile") String text) {
    CsvReader rows = new CsvReader(bytes(text));
    int count = 0;
    for (Optional<CsvReader.Row> row = rows.next(); row.isPresent(); row = rows.next()) {
      count++;
    }
    assertThat(count).isLessThanOrEqualTo(text.length() + 1);
  }

  @Property
  void imports(@ForAll("hostile") String text) {
    for (String file : new String[] {text, "target,alias,tags,status,maxVisits\n" + text}) {
      survives(
          file,
          t ->
              new Import<>(
                      Set.of("target"),
                      LinkJson.COLUMNS,
                      LinkJson::imported,
                      wanted -> wanted.stream().map(w -> Optional.<String>empty()).toList())
                  .run(bytes(t)));
    }
  }

  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  @Property
  void bulkBodies(@ForAll("hostile") String text) {
    for (String body : new String[] {text, "{\"links\":[" + text, "{\"links\":[{" + text}) {
      survives(body, t -> BulkBody.parse(bytes(t), held -> {}));
    }
  }

  /** Not a client's, but still text from outside: a bad one is a configuration error. */
  @Property
  void configuration(@ForAll("hostile") String text) {
    for (Parser parser : List.<Parser>of(HostPort::parse, Delay::parse, Share::parse)) {
      try {
        assertThat(parser.parse(text)).isNotNull();
      } catch (Misconfigured e) {
        assertThat(e.getMessage()).isNotBlank();
      }
    }
  }
}

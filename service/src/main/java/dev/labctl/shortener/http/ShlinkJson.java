package dev.labctl.shortener.http;

import static dev.labctl.shortener.http.ShlinkErrors.element;

import dev.labctl.shortener.click.OrphanVisit;
import dev.labctl.shortener.click.Visit;
import dev.labctl.shortener.click.VisitCount;
import dev.labctl.shortener.failure.ShortenerException.InvalidInput;
import dev.labctl.shortener.link.Code;
import dev.labctl.shortener.link.Link;
import dev.labctl.shortener.link.LinkChange;
import dev.labctl.shortener.link.LinkProperties;
import dev.labctl.shortener.link.NewLink;
import dev.labctl.shortener.link.RedirectStatus;
import dev.labctl.shortener.link.Tag;
import dev.labctl.shortener.link.Target;
import dev.labctl.shortener.link.Title;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Short URLs, visits and pages with Shlink's names; docs/shlink.md says what differs. */
record ShlinkJson(LinkJson links) {
  static final String EXAMPLE = "{\"longUrl\": \"https://…\"}";
  private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
  private static final Pattern LOCAL =
      Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?");
  private static final DateTimeFormatter ATOM =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssxxx", Locale.ROOT);

  NewLink created(JsonBody body) {
    refuse(body);
    String slug = element("customSlug", () -> body.text("customSlug"));
    return new NewLink(
        slug == null ? null : element("customSlug", () -> new Code(slugged(slug))),
        slug == null ? length(body) : Code.DRAWN_LENGTH,
        new LinkProperties(
            element("longUrl", () -> Target.parse(body.need("longUrl", EXAMPLE))),
            RedirectStatus.FOUND,
            true,
            date(body, "validUntil"),
            visits(body),
            body.has("tags") ? tags(body) : new TreeSet<>(),
            date(body, "validSince"),
            title(body),
            Boolean.TRUE.equals(flag(body, "crawlable")),
            !Boolean.FALSE.equals(flag(body, "forwardQuery"))));
  }

  /** A slug in Shlink's spelling: spaces become dashes. */
  private static String slugged(String text) {
    return text.strip().replaceAll("\\s+", "-");
  }

  private static int length(JsonBody body) {
    Long length = element("shortCodeLength", () -> body.integer("shortCodeLength"));
    if (length == null) {
      return Code.DRAWN_LENGTH;
    }
    if (length < Code.MIN_DRAWN_LENGTH || length > Code.MAX_LENGTH) {
      throw new InvalidInput(
          "shortCodeLength: %d, must be %d to %d"
              .formatted(length, Code.MIN_DRAWN_LENGTH, Code.MAX_LENGTH));
    }
    return Math.toIntExact(length);
  }

  private static @Nullable Boolean flag(JsonBody body, String name) {
    return element(name, () -> body.bool(name));
  }

  /** A title; one without a visible character is none. */
  private static @Nullable Title title(JsonBody body) {
    return element(
        "title",
        () -> {
          String text = body.text("title");
          return text == null || text.isBlank() ? null : new Title(text.strip());
        });
  }

  LinkChange changed(JsonBody body) {
    refuse(body);
    String target = element("longUrl", () -> body.text("longUrl"));
    return new LinkChange(
        target == null ? null : element("longUrl", () -> Target.parse(target)),
        null,
        null,
        body.has("validUntil"),
        date(body, "validUntil"),
        body.has("maxVisits"),
        visits(body),
        body.has("tags") ? tags(body) : null,
        body.has("validSince"),
        date(body, "validSince"),
        body.has("title"),
        title(body),
        flag(body, "crawlable"),
        flag(body, "forwardQuery"));
  }

  private void refuse(JsonBody body) {
    String domain = element("domain", () -> body.text("domain"));
    if (domain != null && !domain.isEmpty() && !ours(domain)) {
      throw new InvalidInput("domain: this service has one domain, " + domain());
    }
  }

  private static @Nullable Instant date(JsonBody body, String name) {
    return element(
        name,
        () -> {
          String text = body.text(name);
          return text == null ? null : moment(name, text);
        });
  }

  /**
   * A date without a time is its beginning, and a time without an offset is UTC, as Shlink reads.
   */
  static Instant moment(String name, String text) {
    String full =
        DATE.matcher(text).matches()
            ? text + "T00:00:00Z"
            : LOCAL.matcher(text).matches() ? text.replace(' ', 'T') + "Z" : text;
    return JsonBody.instant(name, full);
  }

  private static @Nullable Long visits(JsonBody body) {
    Long visits = element("maxVisits", () -> body.integer("maxVisits"));
    if (visits != null && visits < 1) {
      throw new InvalidInput("maxVisits: %d, must be at least 1".formatted(visits));
    }
    return visits;
  }

  /** Tags in Shlink's spelling: lower case, without spaces. */
  private static SortedSet<Tag> tags(JsonBody body) {
    SortedSet<Tag> tags = new TreeSet<>();
    List<String> texts = element("tags", () -> body.texts("tags"));
    for (String text : texts == null ? List.<String>of() : texts) {
      tags.add(tag("tags", text));
    }
    if (tags.size() > LinkProperties.MAX_TAGS) {
      throw new InvalidInput(
          "tags: %d, must be at most %d".formatted(tags.size(), LinkProperties.MAX_TAGS));
    }
    return tags;
  }

  static Tag tag(String name, String text) {
    String spelled = text.strip().toLowerCase(Locale.ROOT).replaceAll("\\s+", "-");
    return element(name, () -> new Tag(spelled));
  }

  /** The authority of short URLs. */
  String domain() {
    return links.publicUrl().getAuthority();
  }

  boolean ours(String domain) {
    return domain.equalsIgnoreCase(domain()) || domain.equals("DEFAULT");
  }

  Map<String, Object> write(Link link, VisitCount visits) {
    LinkProperties p = link.properties();
    Map<String, @Nullable Object> meta = new LinkedHashMap<>();
    meta.put("validSince", p.validSince() == null ? null : date(p.validSince()));
    meta.put("validUntil", p.expiresAt() == null ? null : date(p.expiresAt()));
    meta.put("maxVisits", p.maxVisits());
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("shortCode", link.code().value());
    body.put("shortUrl", links.shortUrl(link.code()));
    body.put("longUrl", p.target().value());
    body.put("dateCreated", date(link.createdAt()));
    body.put("visitsSummary", summary(visits));
    body.put("tags", p.tags().stream().map(Tag::value).toList());
    body.put("meta", meta);
    body.put("domain", null);
    body.put("title", p.title() == null ? null : p.title().value());
    body.put("crawlable", p.crawlable());
    body.put("forwardQuery", p.forwardQuery());
    body.put("hasRedirectRules", false);
    return nonNull(body);
  }

  Map<String, Object> write(Code code, Visit visit) {
    return write(visit, links.shortUrl(code));
  }

  private static Map<String, Object> write(Visit visit, String url) {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    String referrer = visit.referrer().value();
    body.put("referer", referrer.equals("direct") ? "" : "https://" + referrer);
    body.put("date", date(visit.at()));
    body.put("userAgent", visit.agent().label());
    body.put("visitLocation", null);
    body.put("potentialBot", isBot(visit));
    body.put("visitedUrl", url);
    body.put("redirectUrl", null);
    return nonNull(body);
  }

  Map<String, Object> write(OrphanVisit orphan) {
    Map<String, Object> body = write(orphan.visit(), links.publicUrl() + orphan.path());
    body.put("type", orphan.type().label());
    return body;
  }

  static boolean isBot(Visit visit) {
    return visit.agent().label().equals("Bot");
  }

  static Map<String, Long> summary(VisitCount visits) {
    Map<String, Long> summary = new LinkedHashMap<>();
    summary.put("total", visits.total());
    summary.put("nonBots", visits.total() - visits.bots());
    summary.put("bots", visits.bots());
    return summary;
  }

  /** A page in Shlink's form. */
  static Map<String, Object> page(Collection<?> data, int page, int size, long total) {
    Map<String, Object> pagination = new LinkedHashMap<>();
    pagination.put("currentPage", page);
    pagination.put("pagesCount", Math.max(1, (total + size - 1) / size));
    pagination.put("itemsPerPage", size);
    pagination.put("itemsInCurrentPage", data.size());
    pagination.put("totalItems", total);
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("data", data);
    body.put("pagination", pagination);
    return body;
  }

  /** A part of a list that is in memory. */
  static Map<String, Object> page(List<?> all, int page, int size) {
    int from = (int) Math.min((page - 1L) * size, all.size());
    return page(all.subList(from, Math.min(from + size, all.size())), page, size, all.size());
  }

  static String date(Instant instant) {
    return ATOM.format(instant.atOffset(ZoneOffset.UTC));
  }

  @SuppressWarnings("NullAway") // Jackson writes null members, which Shlink's clients expect
  private static Map<String, Object> nonNull(Map<String, @Nullable Object> body) {
    return (Map<String, Object>) (Map<String, ?>) body;
  }
}

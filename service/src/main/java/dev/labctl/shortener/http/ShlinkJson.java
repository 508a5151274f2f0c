package dev.labctl.shortener.http;

import static dev.labctl.shortener.http.ShlinkErrors.element;

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

/**
 * Short URLs, visits and pages with Shlink's names. What links do not have here is told as it is:
 * no title, never crawlable, no query passed on. A date from which a link is valid is refused,
 * since the link would work before it.
 */
record ShlinkJson(LinkJson links) {
  static final String EXAMPLE = "{\"longUrl\": \"https://…\"}";
  private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
  private static final DateTimeFormatter ATOM =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssxxx", Locale.ROOT);

  NewLink created(JsonBody body) {
    refuse(body);
    String slug = element("customSlug", () -> body.text("customSlug"));
    return new NewLink(
        slug == null ? null : element("customSlug", () -> new Code(slug)),
        new LinkProperties(
            element("longUrl", () -> Target.parse(body.need("longUrl", EXAMPLE))),
            RedirectStatus.FOUND,
            true,
            until(body),
            visits(body),
            body.has("tags") ? tags(body) : new TreeSet<>()));
  }

  LinkChange changed(JsonBody body) {
    refuse(body);
    String target = element("longUrl", () -> body.text("longUrl"));
    return new LinkChange(
        target == null ? null : element("longUrl", () -> Target.parse(target)),
        null,
        null,
        body.has("validUntil"),
        until(body),
        body.has("maxVisits"),
        visits(body),
        body.has("tags") ? tags(body) : null);
  }

  private void refuse(JsonBody body) {
    if (element("validSince", () -> body.text("validSince")) != null) {
      throw new InvalidInput("validSince: links are valid from the start here; leave it out");
    }
    String domain = element("domain", () -> body.text("domain"));
    if (domain != null && !domain.isEmpty() && !ours(domain)) {
      throw new InvalidInput("domain: this service has one domain, " + domain());
    }
  }

  /** A date without a time is its beginning, as Shlink has it. */
  private static @Nullable Instant until(JsonBody body) {
    return element(
        "validUntil",
        () -> {
          String text = body.text("validUntil");
          return text != null && DATE.matcher(text).matches()
              ? JsonBody.instant("validUntil", text + "T00:00:00Z")
              : body.instant("validUntil");
        });
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
    meta.put("validSince", null);
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
    body.put("title", null);
    body.put("crawlable", false);
    body.put("forwardQuery", false);
    body.put("hasRedirectRules", false);
    return nonNull(body);
  }

  Map<String, Object> write(Code code, Visit visit) {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    String referrer = visit.referrer().value();
    body.put("referer", referrer.equals("direct") ? "" : "https://" + referrer);
    body.put("date", date(visit.at()));
    body.put("userAgent", visit.agent().label());
    body.put("visitLocation", null);
    body.put("potentialBot", isBot(visit));
    body.put("visitedUrl", links.shortUrl(code));
    body.put("redirectUrl", null);
    return nonNull(body);
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

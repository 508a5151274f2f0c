package dev.labctl.shortener.http;

import dev.labctl.shortener.csv.Import.Fields;
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
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Links as JSON and CSV, in and out. */
public record LinkJson(URI publicUrl) {
  static final String EXAMPLE = "{\"target\": \"https://…\"}";
  static final Set<String> CHANGEABLE =
      Set.of(
          "target",
          "status",
          "active",
          "expiresAt",
          "maxVisits",
          "tags",
          "validSince",
          "title",
          "crawlable",
          "forwardQuery");
  static final Set<String> MEMBERS =
      Stream.concat(Stream.of("alias"), CHANGEABLE.stream()).collect(Collectors.toSet());
  static final Set<String> COLUMNS =
      Set.of("alias", "status", "active", "expiresat", "maxvisits", "tags");

  static NewLink created(JsonBody body) {
    String alias = body.text("alias");
    Boolean active = body.bool("active");
    RedirectStatus status = status(body.integer("status"));
    SortedSet<Tag> tags = tags(body.texts("tags"));
    return new NewLink(
        alias == null ? null : new Code(alias),
        new LinkProperties(
            Target.parse(body.need("target", EXAMPLE)),
            status == null ? RedirectStatus.FOUND : status,
            active == null || active,
            body.instant("expiresAt"),
            body.integer("maxVisits"),
            tags == null ? Collections.emptySortedSet() : tags,
            body.instant("validSince"),
            title(body),
            Boolean.TRUE.equals(body.bool("crawlable")),
            Boolean.TRUE.equals(body.bool("forwardQuery"))));
  }

  static @Nullable Title title(JsonBody body) {
    String title = body.text("title");
    return title == null ? null : new Title(title);
  }

  static LinkChange changed(JsonBody body) {
    String target = body.text("target");
    return new LinkChange(
        target == null ? null : Target.parse(target),
        status(body.integer("status")),
        body.bool("active"),
        body.has("expiresAt"),
        body.instant("expiresAt"),
        body.has("maxVisits"),
        body.integer("maxVisits"),
        tags(body.texts("tags")),
        body.has("validSince"),
        body.instant("validSince"),
        body.has("title"),
        title(body),
        body.bool("crawlable"),
        body.bool("forwardQuery"));
  }

  static NewLink imported(Fields row) {
    String alias = row.get("alias");
    String status = row.get("status");
    Boolean active = row.bool("active");
    String expiresAt = row.get("expiresAt");
    String maxVisits = row.get("maxVisits");
    String tags = row.get("tags");
    return new NewLink(
        alias == null ? null : new Code(alias),
        new LinkProperties(
            Target.parse(row.need("target")),
            status == null ? RedirectStatus.FOUND : RedirectStatus.of((int) number(status)),
            active == null || active,
            expiresAt == null ? null : JsonBody.instant("expiresAt", expiresAt),
            maxVisits == null ? null : number(maxVisits),
            tags == null
                ? Collections.emptySortedSet()
                : tagSet(Arrays.asList(tags.split("[; ]+", -1)))));
  }

  private static long number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new InvalidInput("'%.20s' is no whole number".formatted(text));
    }
  }

  private static @Nullable RedirectStatus status(@Nullable Long code) {
    return code == null ? null : RedirectStatus.of((int) Math.clamp(code, 0, 999));
  }

  private static @Nullable SortedSet<Tag> tags(@Nullable List<String> texts) {
    return texts == null ? null : tagSet(texts);
  }

  private static SortedSet<Tag> tagSet(List<String> texts) {
    SortedSet<Tag> tags = new TreeSet<>();
    texts.forEach(text -> tags.add(new Tag(text)));
    return tags;
  }

  String shortUrl(Code code) {
    return publicUrl + "/" + code.encoded();
  }

  Map<String, Object> write(Link link) {
    LinkProperties p = link.properties();
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("code", link.code().value());
    body.put("shortUrl", shortUrl(link.code()));
    body.put("target", p.target().value());
    body.put("createdAt", link.createdAt().toString());
    body.put("status", p.status().code());
    body.put("active", p.active());
    body.put("tags", p.tags().stream().map(Tag::value).toList());
    Instant expiresAt = p.expiresAt();
    if (expiresAt != null) {
      body.put("expiresAt", expiresAt.toString());
    }
    if (p.maxVisits() != null) {
      body.put("maxVisits", p.maxVisits());
      body.put("visits", link.visits());
    }
    if (p.validSince() != null) {
      body.put("validSince", p.validSince().toString());
    }
    if (p.title() != null) {
      body.put("title", p.title().value());
    }
    if (p.crawlable()) {
      body.put("crawlable", true);
    }
    if (p.forwardQuery()) {
      body.put("forwardQuery", true);
    }
    if (link.owner() != null) {
      body.put("owner", link.owner());
    }
    return body;
  }
}

package dev.labctl.shortener.http;

import static dev.labctl.shortener.http.ShlinkErrors.element;

import dev.labctl.shortener.click.Visit;
import dev.labctl.shortener.failure.ShortenerException.InvalidInput;
import dev.labctl.shortener.link.LinkIndex;
import dev.labctl.shortener.link.LinkIndex.Order;
import dev.labctl.shortener.link.LinkQuery.Owners;
import dev.labctl.shortener.link.Tag;
import io.helidon.webserver.http.ServerRequest;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Shlink's query parameters. */
record ShlinkQuery(ServerRequest request) {
  private static final int MAX_TAGS = 20;

  LinkIndex.Query links(Owners owners) {
    String order = Json.query(request, "orderBy").orElse("dateCreated-DESC");
    int dash = order.lastIndexOf('-');
    String field = dash < 0 ? order : order.substring(0, dash);
    return new LinkIndex.Query(
        owners,
        Json.query(request, "searchTerm").map(ShlinkQuery::searched).orElse(null),
        tags("tags"),
        all("tagsMode"),
        tags("excludeTags"),
        all("excludeTagsMode"),
        date("startDate"),
        date("endDate"),
        flag("excludeMaxVisitsReached"),
        flag("excludePastValidUntil"),
        switch (field) {
          case "dateCreated" -> Order.CREATED;
          case "title" -> Order.TITLE;
          case "shortCode" -> Order.CODE;
          case "longUrl" -> Order.TARGET;
          case "visits", "nonBotVisits" -> Order.VISITS;
          default ->
              throw new InvalidInput(
                  "orderBy: '%.20s', must be dateCreated, shortCode, longUrl, title, visits or"
                          .formatted(field)
                      + " nonBotVisits, and -ASC or -DESC");
        },
        dash > 0 && order.substring(dash + 1).equalsIgnoreCase("DESC"),
        page(),
        size(10));
  }

  private static String searched(String text) {
    if (text.length() > 200) {
      throw new InvalidInput(
          "searchTerm: %d characters, must be at most 200".formatted(text.length()));
    }
    return text;
  }

  int page() {
    return number("page", 1);
  }

  /** Items in a page; -1 is Shlink's way to ask for all. */
  int size(int usual) {
    int size = number("itemsPerPage", usual);
    return size == -1 ? LinkIndex.Query.MAX_SIZE : size;
  }

  private int number(String name, int usual) {
    String text = Json.query(request, name).orElse(null);
    if (text == null) {
      return usual;
    }
    try {
      int number = Integer.parseInt(text);
      if (number < 1 && !(number == -1 && name.equals("itemsPerPage"))) {
        throw new InvalidInput("%s: %d, must be at least 1".formatted(name, number));
      }
      return number;
    } catch (NumberFormatException e) {
      throw new InvalidInput("%s: '%.20s' is no whole number".formatted(name, text));
    }
  }

  /** The values of {@code name[]}. */
  Set<Tag> tags(String name) {
    Set<Tag> tags = new HashSet<>();
    List<String> texts = request.query().all(name + "[]", List::of);
    if (texts.size() > MAX_TAGS) {
      throw new InvalidInput("%s: %d, must be at most %d".formatted(name, texts.size(), MAX_TAGS));
    }
    texts.forEach(text -> tags.add(element(name, () -> new Tag(text))));
    return tags;
  }

  private boolean all(String name) {
    return Json.query(request, name).orElse("any").equals("all");
  }

  boolean flag(String name) {
    return Json.query(request, name).orElse("false").equals("true");
  }

  /** A moment; a date without a time is its beginning, also where a range ends, as Shlink reads. */
  @Nullable Instant date(String name) {
    String text = Json.query(request, name).orElse(null);
    return text == null ? null : element(name, () -> ShlinkJson.moment(name, text));
  }

  /** Which single visits are asked for. */
  Predicate<Visit> visits() {
    Instant from = date("startDate");
    Instant to = date("endDate");
    boolean noBots = flag("excludeBots");
    return visit ->
        (from == null || !visit.at().isBefore(from))
            && (to == null || !visit.at().isAfter(to))
            && (!noBots || !ShlinkJson.isBot(visit));
  }
}

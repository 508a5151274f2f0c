package dev.labctl.shortener.http;

import dev.labctl.shortener.failure.ShortenerException.InvalidInput;
import dev.labctl.shortener.link.NewLink;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The body of a bulk request, read link by link: what is too much is refused where it begins to be,
 * not after all of it has become a tree.
 */
final class BulkBody {
  private static final int MAX_LINKS = 1000;
  private static final int MAX_BYTES = 4 * 1024 * 1024;
  // Twenty tags and all members are 36 parts of a link.
  private static final JsonMapper JSON = JsonBody.mapper(50 * MAX_LINKS);
  private static final long HELD_PER_LINK = 2048; // with its tags, besides its texts
  private static final String EXAMPLE = "{\"links\": [{\"target\": \"https://…\"}]}";

  private BulkBody() {}

  /** A link to be made, or why it cannot be. */
  sealed interface Item {
    record Good(NewLink link) implements Item {}

    record Bad(String reason) implements Item {}
  }

  static List<Item> read(ServerRequest request) {
    JsonBody.require(request, EXAMPLE);
    OpenConnection connection = OpenConnection.current();
    try (InputStream body = BodyStream.large(request, MAX_BYTES)) {
      return parse(body, bytes -> connection.hold(bytes, true));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads links.
   *
   * @param held is told of each link's share of the budget
   */
  static List<Item> parse(InputStream body, LongConsumer held) {
    try (JsonParser parser = JSON.createParser(body)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new InvalidInput("the body is no JSON object; send " + EXAMPLE);
      }
      List<Item> items = List.of();
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        if (!name.equals("links")) {
          throw new InvalidInput(
              "the body has a member '%.20s'; known are [links]".formatted(name));
        }
        items = links(parser, held);
      }
      if (parser.nextToken() != null) {
        throw new InvalidInput("the body goes on behind its object");
      }
      if (items.isEmpty()) {
        throw new InvalidInput("0 links, must be 1 to " + MAX_LINKS);
      }
      return items;
    } catch (JacksonException e) {
      throw new InvalidInput("the body is not JSON: " + e.getOriginalMessage());
    }
  }

  private static List<Item> links(JsonParser parser, LongConsumer held) {
    if (parser.nextToken() != JsonToken.START_ARRAY) {
      throw new InvalidInput("'links' is no list");
    }
    List<Item> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (items.size() == MAX_LINKS) {
        throw new InvalidInput("more than %1$d links, must be 1 to %1$d".formatted(MAX_LINKS));
      }
      if (parser.currentToken() != JsonToken.START_OBJECT) {
        throw new InvalidInput("'links' holds something that is no object");
      }
      held.accept(HELD_PER_LINK);
      JsonNode node = parser.readValueAsTree();
      items.add(item(new JsonBody(node).only(LinkJson.MEMBERS)));
    }
    return items;
  }

  private static Item item(JsonBody body) {
    try {
      return new Item.Good(LinkJson.created(body));
    } catch (InvalidInput e) {
      return new Item.Bad(String.valueOf(e.getMessage()));
    }
  }
}

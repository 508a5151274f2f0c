package dev.labctl.shortener.http;

import dev.labctl.shortener.failure.ShortenerException.InvalidInput;
import dev.labctl.shortener.failure.ShortenerException.UnknownMediaType;
import dev.labctl.shortener.link.Target;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpException;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A request's JSON object, of known members only; each accessor says what is wrong with one. */
record JsonBody(JsonNode object) {
  private static final Predicate<String> JSON_TYPES =
      Pattern.compile("application/([a-z0-9.-]+\\+)?json").asMatchPredicate();
  private static final int MAX_BYTES = 64 * 1024;
  // The tree of 64 KB of empty lists would take a megabyte; no body of ours has a tenth of these.
  private static final int MAX_TOKENS = 2000;
  private static final JsonMapper JSON = mapper(MAX_TOKENS);

  /** A parser that refuses members named twice and what has more parts than it should. */
  static JsonMapper mapper(int maxTokens) {
    return JsonMapper.builder(
            JsonFactory.builder()
                .streamReadConstraints(
                    StreamReadConstraints.builder()
                        .maxTokenCount(maxTokens)
                        .maxStringLength(2 * Target.MAX_LENGTH)
                        .build())
                .build())
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .build();
  }

  /**
   * Reads an object of at most 64 KB.
   *
   * @param example what a right body looks like, for the message
   */
  static JsonBody read(ServerRequest request, String example, Set<String> known) {
    return parse(bytes(request, example), example).only(known);
  }

  /** Reads an object of at most 64 KB, whose unknown members do not matter. */
  static JsonBody lenient(ServerRequest request, String example) {
    return parse(bytes(request, example), example);
  }

  /** Throws unless there is a body and it calls itself JSON. */
  static void require(ServerRequest request, String example) {
    if (!request.content().hasEntity()) {
      throw new InvalidInput("the body is empty; send " + example);
    }
    requireType(request, JSON_TYPES, "application/json");
  }

  /** Throws unless the body calls itself one of some media types. */
  static void requireType(ServerRequest request, Predicate<String> types, String right) {
    String type = request.headers().first(HeaderNames.CONTENT_TYPE).orElse("");
    String bare = type.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
    if (!types.test(bare)) {
      throw new UnknownMediaType(
          "the body's Content-Type is '%.60s', must be %s".formatted(bare, right));
    }
  }

  private static byte[] bytes(ServerRequest request, String example) {
    require(request, example);
    try (InputStream in = BodyStream.small(request)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new HttpException("body too large", Status.REQUEST_ENTITY_TOO_LARGE_413);
      }
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads an object. */
  static JsonBody parse(byte[] bytes, String example) {
    try {
      JsonNode node = JSON.readTree(bytes);
      if (!node.isObject()) {
        throw new InvalidInput("the body is no JSON object; send " + example);
      }
      return new JsonBody(node);
    } catch (JacksonException e) {
      throw new InvalidInput("the body is not JSON: " + e.getOriginalMessage());
    }
  }

  JsonBody only(Set<String> known) {
    for (String name : object.propertyNames()) {
      if (!known.contains(name)) {
        throw new InvalidInput(
            "the body has a member '%s'; known are %s"
                .formatted(name.length() <= 20 ? name : name.substring(0, 20) + "…", known));
      }
    }
    return this;
  }

  /** True if the member is there, be it null. */
  boolean has(String name) {
    return object.has(name);
  }

  @Nullable String text(String name) {
    JsonNode node = object.path(name);
    if (node.isMissingNode() || node.isNull()) {
      return null;
    }
    if (!node.isString()) {
      throw new InvalidInput("'%s' is no string".formatted(name));
    }
    return node.stringValue();
  }

  /** The text of a member that must be there. */
  String need(String name, String example) {
    String text = text(name);
    if (text == null) {
      throw new InvalidInput("the body has no string '%s'; send %s".formatted(name, example));
    }
    return text;
  }

  @Nullable Boolean bool(String name) {
    JsonNode node = object.path(name);
    if (node.isMissingNode() || node.isNull()) {
      return null;
    }
    if (!node.isBoolean()) {
      throw new InvalidInput("'%s' is neither true nor false".formatted(name));
    }
    return node.booleanValue();
  }

  @Nullable Long integer(String name) {
    JsonNode node = object.path(name);
    if (node.isMissingNode() || node.isNull()) {
      return null;
    }
    if (!node.isIntegralNumber() || !node.canConvertToLong()) {
      throw new InvalidInput("'%s' is no whole number of 64 bits".formatted(name));
    }
    return node.longValue();
  }

  @Nullable Instant instant(String name) {
    String text = text(name);
    return text == null ? null : instant(name, text);
  }

  static Instant instant(String name, String text) {
    try {
      Instant instant = OffsetDateTime.parse(text).toInstant();
      if (instant.isAfter(LAST) || instant.isBefore(Instant.EPOCH)) {
        throw new InvalidInput("'%s' is not between 1970 and 9999".formatted(name));
      }
      return instant;
    } catch (DateTimeException e) {
      throw new InvalidInput("'%s' is no date such as 2030-01-31T12:00:00Z".formatted(name));
    }
  }

  private static final Instant LAST = Instant.parse("9999-12-31T00:00:00Z");

  @Nullable List<String> texts(String name) {
    JsonNode node = object.path(name);
    if (node.isMissingNode() || node.isNull()) {
      return null;
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode item : node) {
      if (!node.isArray() || !item.isString()) {
        throw new InvalidInput("'%s' is no list of strings".formatted(name));
      }
      texts.add(item.stringValue());
    }
    if (!node.isArray()) {
      throw new InvalidInput("'%s' is no list of strings".formatted(name));
    }
    return texts;
  }
}

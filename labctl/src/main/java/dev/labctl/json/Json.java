package dev.labctl.json;

import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The one way labctl reads and writes JSON: instants as ISO-8601 text, unknown keys refused, keys
 * in the order of the record's components, nulls written (null means "not measured" in a report).
 */
public final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(DateTimeFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
          .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(MapperFeature.SORT_CREATOR_PROPERTIES_FIRST)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .build();

  private Json() {}

  /** One value on one line. */
  public static JsonMapper lines() {
    return MAPPER;
  }

  /** Indented, for files that people open. */
  public static JsonMapper pretty() {
    return MAPPER.rebuild().enable(SerializationFeature.INDENT_OUTPUT).build();
  }
}

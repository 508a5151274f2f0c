package dev.labctl.shortener.postgres;

import io.helidon.dbclient.DbClientException;
import io.helidon.dbclient.DbRow;
import java.sql.Array;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A row with its columns as the types that we use, read while its connection is open: an array is
 * decoded on demand. What may be null says so in its name; every other column must have a value.
 */
record Row(DbRow row) {
  String text(String column) {
    return some(column, textOrNull(column));
  }

  /** JSON too, as the server wrote it. */
  @Nullable String textOrNull(String column) {
    Object value = value(column);
    return value == null ? null : value.toString();
  }

  /** Any of Postgres' numbers, a sum (numeric) too. */
  long number(String column) {
    return some(column, numberOrNull(column));
  }

  @Nullable Long numberOrNull(String column) {
    return value(column) instanceof Number number ? number.longValue() : null;
  }

  int integer(String column) {
    return Math.toIntExact(number(column));
  }

  boolean flag(String column) {
    return (Boolean) some(column, value(column));
  }

  byte[] bytes(String column) {
    return (byte[]) some(column, value(column));
  }

  Instant instant(String column) {
    return some(column, instantOrNull(column));
  }

  @Nullable Instant instantOrNull(String column) {
    return value(column) instanceof Timestamp timestamp ? timestamp.toInstant() : null;
  }

  List<String> texts(String column) {
    return List.of((String[]) array(column));
  }

  Short[] shorts(String column) {
    return (Short[]) array(column);
  }

  private Object array(String column) {
    try {
      return ((Array) some(column, value(column))).getArray();
    } catch (SQLException e) {
      throw new DbClientException("the array in column " + column + " cannot be read", e);
    }
  }

  private @Nullable Object value(String column) {
    return row.column(column).get(Object.class);
  }

  private static <T> T some(String column, @Nullable T value) {
    return Objects.requireNonNull(value, () -> "column " + column + " is null");
  }
}

package dev.labctl.shortener.csv;

import dev.labctl.shortener.failure.ShortenerException.DependencyFailed;
import dev.labctl.shortener.failure.ShortenerException.InvalidInput;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Streams a CSV file with a header line into a store, in batches: good rows are kept, bad ones are
 * told with their line.
 *
 * @param <T> what a row becomes
 */
public final class Import<T> {
  private static final int BATCH = 200;
  private static final int MAX_ERRORS = 1000;

  private final Set<String> required;
  private final Set<String> optional;
  private final Function<Fields, T> parser;
  private final Function<List<T>, List<Optional<String>>> store;

  /**
   * @param required columns that must be there; names are compared in lower case
   * @param optional columns that may be
   * @param parser makes a value of a row, or throws InvalidInput
   * @param store keeps values; for each, in order, empty or why it was refused
   */
  public Import(
      Set<String> required,
      Set<String> optional,
      Function<Fields, T> parser,
      Function<List<T>, List<Optional<String>>> store) {
    this.required = required;
    this.optional = optional;
    this.parser = parser;
    this.store = store;
  }

  /** A row's fields by column; empty ones are absent. */
  public record Fields(Map<String, String> values) {
    /** The field's text, or null. */
    public @Nullable String get(String column) {
      return values.get(column.toLowerCase(Locale.ROOT));
    }

    /** The field as true or false, or null. */
    public @Nullable Boolean bool(String column) {
      String text = get(column);
      return switch (text) {
        case null -> null;
        case "true" -> true;
        case "false" -> false;
        default -> throw new InvalidInput("'%.20s' is neither true nor false".formatted(text));
      };
    }

    /** The field's text; missing is invalid. */
    public String need(String column) {
      String text = get(column);
      if (text == null) {
        throw new InvalidInput(column + " is empty");
      }
      return text;
    }
  }

  /** A row that was not kept. */
  public record Refusal(long line, String reason) {}

  /**
   * What became of a file.
   *
   * @param refusals the first 1,000 of {@code failed}
   * @param stopped why reading ended before the file did, or null: it did not
   */
  public record Result(
      long created, long failed, List<Refusal> refusals, @Nullable String stopped) {}

  private record Parsed<T>(long line, T value) {}

  /** Reads to the end, or until the store fails. */
  public Result run(InputStream file) {
    return run(file, () -> {});
  }

  /**
   * The same.
   *
   * @param onStored is told whenever no row that was read is kept any longer
   */
  public Result run(InputStream file, Runnable onStored) {
    CsvReader rows = new CsvReader(file);
    List<String> header = header(rows);
    Tally tally = new Tally();
    List<Parsed<T>> batch = new ArrayList<>(BATCH);
    try {
      for (Optional<CsvReader.Row> row = rows.next(); row.isPresent(); row = rows.next()) {
        parse(row.get(), header, batch, tally);
        if (batch.size() == BATCH) {
          flush(batch, tally);
          onStored.run();
        }
      }
      flush(batch, tally);
    } catch (DependencyFailed e) {
      // The reason is for the log; it names servers.
      System.getLogger(Import.class.getName())
          .log(System.Logger.Level.WARNING, "import stopped: {0}", e.getMessage());
      batch.forEach(
          p ->
              tally.refuse(
                  p.line(), "perhaps not stored, the database did not answer; look it up"));
      return tally.result(
          "stopped behind line %d: the database did not answer".formatted(batch.getLast().line()));
    }
    return tally.result(null);
  }

  private List<String> header(CsvReader rows) {
    CsvReader.Row first =
        rows.next().orElseThrow(() -> new InvalidInput("the file is empty; it needs a header"));
    if (first instanceof CsvReader.Row.Bad(long at, String reason)) {
      throw new InvalidInput("line %d is no header: %s".formatted(at, reason));
    }
    long line = first.line();
    List<String> fields = ((CsvReader.Row.Good) first).fields();
    List<String> header = fields.stream().map(f -> f.strip().toLowerCase(Locale.ROOT)).toList();
    if (header.size() == 1 && header.getFirst().indexOf(';') >= 0) {
      throw new InvalidInput(
          "the header in line %d is one column with ';' in it; separate columns by ','"
              .formatted(line));
    }
    for (int i = 0; i < header.size(); i++) {
      if (header.indexOf(header.get(i)) < i) {
        throw new InvalidInput(
            "the header in line %d has column '%s' twice; keep one of them"
                .formatted(line, abbreviated(header.get(i))));
      }
    }
    for (String column : required) {
      if (!header.contains(column)) {
        throw new InvalidInput("the header in line %d has no column '%s'".formatted(line, column));
      }
    }
    for (String column : header) {
      if (!required.contains(column) && !optional.contains(column)) {
        throw new InvalidInput(
            "the header has a column '%s'; known are %s and %s"
                .formatted(abbreviated(column), required, optional));
      }
    }
    return header;
  }

  private static String abbreviated(String text) {
    return text.length() <= 20 ? text : text.substring(0, 20) + "…";
  }

  private void parse(CsvReader.Row row, List<String> header, List<Parsed<T>> batch, Tally tally) {
    switch (row) {
      case CsvReader.Row.Bad(long line, String reason) -> tally.refuse(line, reason);
      case CsvReader.Row.Good(long line, List<String> fields) -> {
        if (fields.size() != header.size()) {
          tally.refuse(
              line,
              "%d fields, must be %d as in the header".formatted(fields.size(), header.size()));
          return;
        }
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < header.size(); i++) {
          String text = fields.get(i).strip();
          if (!text.isEmpty()) {
            values.put(header.get(i), text);
          }
        }
        try {
          batch.add(new Parsed<>(line, parser.apply(new Fields(values))));
        } catch (InvalidInput e) {
          tally.refuse(line, String.valueOf(e.getMessage()));
        }
      }
    }
  }

  private void flush(List<Parsed<T>> batch, Tally tally) {
    if (batch.isEmpty()) {
      return;
    }
    List<Optional<String>> results = store.apply(batch.stream().map(Parsed::value).toList());
    for (int i = 0; i < batch.size(); i++) {
      long line = batch.get(i).line();
      results.get(i).ifPresentOrElse(reason -> tally.refuse(line, reason), tally::create);
    }
    batch.clear();
  }

  private static final class Tally {
    private final List<Refusal> refusals = new ArrayList<>();
    private long created;
    private long failed;

    void create() {
      created++;
    }

    void refuse(long line, String reason) {
      failed++;
      if (refusals.size() < MAX_ERRORS) {
        refusals.add(new Refusal(line, reason));
      }
    }

    Result result(@Nullable String stopped) {
      return new Result(created, failed, List.copyOf(refusals), stopped);
    }
  }
}

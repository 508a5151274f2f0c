package dev.labctl.ledger;

import dev.labctl.exit.LabctlException;
import dev.labctl.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/** What every write of a run was told; kept in memory until it is verified and written. */
public final class Ledger {
  private final String run;
  private final ConcurrentHashMap<Long, Entry> entries = new ConcurrentHashMap<>();

  /**
   * @param run the run's id: letters, digits and {@code ._-}
   */
  public Ledger(String run) {
    if (!run.matches("[A-Za-z0-9._-]+")) {
      throw LabctlException.usage(
          "run id '" + run + "' goes into URLs and SQL: only letters, digits and ._- are allowed");
    }
    this.run = run;
  }

  /** What all targets of this run begin with. */
  public String prefix() {
    return "https://ledger.example/" + run + "/";
  }

  /** The target of the n-th write, unique. */
  public String target(long n) {
    return prefix() + n;
  }

  /** The idempotency key of the n-th write, unique. */
  public String key(long n) {
    return run + "-" + n;
  }

  /** The n-th write was acknowledged with this code. */
  public void acknowledged(long n, Instant sentAt, String code) {
    put(n, sentAt, Entry.Outcome.ACKNOWLEDGED, code, "acknowledged");
  }

  /** The n-th write was answered, and not done. */
  public void rejected(long n, Instant sentAt, String detail) {
    put(n, sentAt, Entry.Outcome.REJECTED, null, detail);
  }

  /** It is unknown whether the n-th write was done. */
  public void unknown(long n, Instant sentAt, String detail) {
    put(n, sentAt, Entry.Outcome.UNKNOWN, null, detail);
  }

  private void put(
      long n,
      Instant sentAt,
      Entry.Outcome outcome,
      @org.jspecify.annotations.Nullable String code,
      String detail) {
    entries.put(n, new Entry(n, key(n), target(n), sentAt, outcome, code, detail, null, List.of()));
  }

  /** Every write so far, in order. */
  public List<Entry> entries() {
    return entries.values().stream().sorted(Comparator.comparingLong(Entry::n)).toList();
  }

  void judge(Entry judged) {
    entries.put(judged.n(), judged);
  }

  /** Writes {@code ledger.jsonl}, replacing it. */
  public void write(Path file) {
    List<String> lines = new ArrayList<>();
    for (Entry entry : entries()) {
      lines.add(Json.lines().writeValueAsString(entry));
    }
    try {
      Files.write(file, lines);
    } catch (IOException e) {
      throw LabctlException.machine("cannot write " + file + ": " + e.getMessage(), e);
    }
  }
}

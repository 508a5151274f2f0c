package dev.labctl.ledger;

import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import dev.labctl.json.Json;
import dev.labctl.lab.Member;
import dev.labctl.lab.Platform;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;

/** The ledger's links as one Postgres member has them. */
final class StoredLinks {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final int PER_QUERY = 500;
  private final Platform platform;
  private final Member member;
  private final String prefix;

  StoredLinks(Platform platform, Member member, String prefix) {
    this.platform = platform;
    this.member = member;
    this.prefix = prefix;
  }

  /** How a member has an acknowledged link. */
  enum Found {
    RIGHT,
    WRONG,
    ABSENT
  }

  /**
   * @param targets by code
   * @param duplicated keys and targets that have two codes
   */
  record Copy(Map<String, String> targets, long duplicated) {
    Copy {
      targets = Map.copyOf(targets);
    }

    Found find(Entry entry) {
      String code = entry.code();
      String stored = code == null ? null : targets.get(code);
      if (stored == null) {
        return Found.ABSENT;
      }
      return stored.equals(entry.target()) ? Found.RIGHT : Found.WRONG;
    }

    boolean hasAll(List<Entry> entries) {
      return entries.stream().noneMatch(e -> find(e) == Found.ABSENT);
    }
  }

  Copy read(List<Entry> acknowledged) {
    Map<String, String> targets = new HashMap<>();
    Set<String> seen = new HashSet<>();
    Set<String> twice = new HashSet<>();
    for (StoredLink row : rows("starts_with(target, '" + prefix + "')")) {
      targets.put(row.code(), row.target());
      // The n-th key and the n-th target belong together: either one twice is one duplicate.
      String n = row.target().substring(prefix.length());
      if (!seen.add(n)) {
        twice.add(n);
      }
    }
    addByCode(acknowledged, targets);
    return new Copy(targets, twice.size());
  }

  /** A code whose link has a foreign target is not lost but wrong, so it is asked for by itself. */
  private void addByCode(List<Entry> acknowledged, Map<String, String> targets) {
    List<String> absent =
        acknowledged.stream()
            .map(e -> String.valueOf(e.code()))
            .filter(code -> !targets.containsKey(code))
            // A code of another form cannot be in the table, and must not get into SQL.
            .filter(code -> code.matches("[A-Za-z0-9_-]{1,64}"))
            .toList();
    for (int from = 0; from < absent.size(); from += PER_QUERY) {
      String codes =
          absent.subList(from, Math.min(absent.size(), from + PER_QUERY)).stream()
              .map(c -> "'" + c + "'")
              .collect(Collectors.joining(","));
      for (StoredLink row : rows("code IN (" + codes + ")")) {
        targets.put(row.code(), row.target());
      }
    }
  }

  private record StoredLink(String code, String target) {}

  /** One object in JSON a line, so that nothing in a target is taken for a separator. */
  private List<StoredLink> rows(String where) {
    return platform
        .sql(
            member,
            "SELECT json_build_object('code', code, 'target', target) FROM links WHERE " + where,
            TIMEOUT)
        .lines()
        .filter(line -> !line.isBlank())
        .map(this::row)
        .toList();
  }

  private StoredLink row(String line) {
    try {
      return Json.lines().readValue(line, StoredLink.class);
    } catch (JacksonException e) {
      throw LabctlException.of(
          ExitCode.INCONCLUSIVE,
          "%s answered '%s'; must be a link as JSON".formatted(member.name(), line),
          e);
    }
  }
}

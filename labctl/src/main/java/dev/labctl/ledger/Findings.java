package dev.labctl.ledger;

import dev.labctl.ledger.Entry.Verdict;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What was found of one acknowledged entry; the worst finding is its verdict. */
final class Findings {
  private final Entry entry;
  private final List<String> found = new ArrayList<>();
  private final Set<Verdict> verdicts = EnumSet.noneOf(Verdict.class);

  Findings(Entry entry) {
    this.entry = entry;
  }

  void stored(String member, StoredLinks.Copy copy) {
    switch (copy.find(entry)) {
      case RIGHT -> found.add(member);
      case WRONG -> verdicts.add(Verdict.WRONG_TARGET);
      case ABSENT -> verdicts.add(Verdict.LOST);
    }
  }

  void unread() {
    verdicts.add(Verdict.UNREAD);
  }

  void redirected(Map<Long, Redirects.Redirection> seen) {
    switch (seen.get(entry.n())) {
      case Redirects.Redirection.Right _ -> found.add("redirect");
      case Redirects.Redirection.Wrong _ -> verdicts.add(Verdict.WRONG_TARGET);
      case Redirects.Redirection.NotFound _ -> verdicts.add(Verdict.LOST);
      case Redirects.Redirection.Unread _ -> verdicts.add(Verdict.UNREAD);
      case null -> verdicts.add(Verdict.UNREAD);
    }
  }

  Entry judged() {
    for (Verdict worst : List.of(Verdict.WRONG_TARGET, Verdict.LOST, Verdict.UNREAD)) {
      if (verdicts.contains(worst)) {
        return entry.judged(worst, found);
      }
    }
    return entry.judged(Verdict.VERIFIED, found);
  }
}

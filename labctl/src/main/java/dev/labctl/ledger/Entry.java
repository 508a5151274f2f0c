package dev.labctl.ledger;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One write of the probe, a line of {@code ledger.jsonl}.
 *
 * @param outcome {@code acknowledged}, {@code rejected} (answered that it was not done) or {@code
 *     unknown} (no answer, or one that does not tell)
 * @param code what was acknowledged; null otherwise
 * @param detail status, or why there was no answer
 * @param verdict {@code verified}, {@code lost}, {@code wrong-target}, {@code unread}; null before
 *     the verification and for writes not acknowledged
 * @param found where the link was found with its target: members and {@code redirect}
 */
public record Entry(
    long n,
    String key,
    String target,
    Instant sentAt,
    Outcome outcome,
    @Nullable String code,
    String detail,
    @Nullable Verdict verdict,
    List<String> found) {
  public Entry {
    found = List.copyOf(found);
    if ((outcome == Outcome.ACKNOWLEDGED) != (code != null)) {
      throw new IllegalArgumentException(
          "a code is known of acknowledged writes, and only of them");
    }
  }

  /** What the client was told. */
  public enum Outcome {
    @JsonProperty("acknowledged")
    ACKNOWLEDGED,
    @JsonProperty("rejected")
    REJECTED,
    @JsonProperty("unknown")
    UNKNOWN
  }

  /** What the verification found of an acknowledged write. */
  public enum Verdict {
    @JsonProperty("verified")
    VERIFIED,
    @JsonProperty("lost")
    LOST,
    @JsonProperty("wrong-target")
    WRONG_TARGET,
    @JsonProperty("unread")
    UNREAD
  }

  Entry judged(Verdict verdict, List<String> found) {
    return new Entry(n, key, target, sentAt, outcome, code, detail, verdict, found);
  }
}

package dev.labctl.report.evidence;

/**
 * A named PromQL query whose raw answer is kept with the run.
 *
 * @param id file name of the answer, lower case with dashes
 */
public record Query(String id, String promql, QueryKind kind) {
  /** One instant at the end of the load, or every second from its start to its end. */
  public enum QueryKind {
    INSTANT,
    RANGE
  }

  public Query {
    if (!id.matches("[a-z0-9-]+")) {
      throw new IllegalArgumentException(
          "query id '" + id + "' must be lower case letters, digits and dashes: it names a file");
    }
  }

  static Query instant(String id, String promql) {
    return new Query(id, promql, QueryKind.INSTANT);
  }

  static Query range(String id, String promql) {
    return new Query(id, promql, QueryKind.RANGE);
  }
}

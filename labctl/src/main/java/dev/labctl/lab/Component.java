package dev.labctl.lab;

import org.jspecify.annotations.Nullable;

/**
 * A kind of member, as far as the model has to know it. What it is made of is said in {@code
 * dev.labctl.component}.
 *
 * @param label the name in targets, member names and labels: lower case
 * @param service what it is there for, as opposed to how it is administered
 * @param leaderRole what the role of its one leader is called; null where all are alike
 * @param onEdge whether it stands on the edge, which no fault may target
 * @param page what people read of it in a browser; null for most
 */
public record Component(
    String label,
    Access service,
    @Nullable String leaderRole,
    boolean onEdge,
    @Nullable BrowserPage page) {
  /** One with a leader; it stands on the nodes. */
  public static Component led(String label, Access service, String leaderRole) {
    return new Component(label, service, leaderRole, false, null);
  }

  /** One whose members are alike, on the nodes. */
  public static Component alike(String label, Access service) {
    return new Component(label, service, null, false, null);
  }

  /**
   * A page where it serves.
   *
   * @param title what is read there, as a word of a report
   * @param path with a slash at its beginning
   * @param stretch the query that shows a stretch of time, with {@code {from}} and {@code {to}} for
   *     its ends in milliseconds since 1970
   */
  public record BrowserPage(String title, String path, String stretch) {}

  /** The same with a page. */
  public Component with(BrowserPage shown) {
    return new Component(label, service, leaderRole, onEdge, shown);
  }

  /** One on the edge. */
  public static Component onEdge(String label, Access service) {
    return new Component(label, service, null, true, null);
  }

  @Override
  public String toString() {
    return label;
  }
}

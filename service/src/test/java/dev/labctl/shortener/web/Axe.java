package dev.labctl.shortener.web;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** Looks at a page as it stands by axe-core's rules: WCAG 2 A and AA, and its best practices. */
final class Axe {
  private static final String SCRIPT = script();
  private static final String RUN =
      """
      async () => {
        const { passes, violations } = await axe.run(document);
        if (!passes.length) throw new Error("axe-core found nothing to look at");
        return violations.flatMap(v => v.nodes.map(n => `${v.id} at ${n.target}: ${n.failureSummary}`));
      }\
      """;

  private Axe() {}

  /** What breaks a rule, and how it is mended. */
  static List<?> violations(Page page) {
    page.evaluate(SCRIPT);
    return (List<?>) page.evaluate(RUN);
  }

  private static String script() {
    try (InputStream in = Axe.class.getResourceAsStream("/axe.min.js")) {
      return new String(
          Objects.requireNonNull(in, "axe.min.js").readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

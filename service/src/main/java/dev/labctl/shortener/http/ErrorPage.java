package dev.labctl.shortener.http;

import java.nio.charset.StandardCharsets;

/** An error for people: one small page that loads nothing. */
final class ErrorPage {
  /** What the page may do: style itself. */
  static final String POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

  private static final String PAGE =
      """
      <!doctype html>
      <html lang="en">
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width">
      <meta name="robots" content="noindex">
      <title>%1$d %2$s</title>
      <style>
      body {font: 1.1rem/1.5 system-ui, sans-serif; max-width: 34rem; margin: 20vh auto; padding: 0 1rem}
      :root {color-scheme: light dark}
      </style>
      <main>
      <h1>%2$s</h1>
      <p>%3$s</p>
      </main>
      </html>
      """;

  private ErrorPage() {}

  static byte[] of(Problem problem) {
    return PAGE.formatted(
            problem.status().code(),
            escaped(problem.status().reasonPhrase()),
            escaped(problem.detail()))
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}

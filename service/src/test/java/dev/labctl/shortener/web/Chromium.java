package dev.labctl.shortener.web;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A headless browser of the system's, driven by Playwright. */
public final class Chromium implements AutoCloseable {
  /** A name for loopback that browsers do not hold to be safe without HTTPS. */
  static final String ELSEWHERE = "shortener.example";

  private static final Path PROGRAM = Path.of("/usr/bin/chromium");
  private final Playwright playwright;
  private final Browser browser;

  private Chromium(Playwright playwright, Browser browser) {
    this.playwright = playwright;
    this.browser = browser;
  }

  /** Skips the test, saying so, where there is none; begin with it. */
  public static void assumeInstalled() {
    assumeTrue(
        Files.isExecutable(PROGRAM),
        PROGRAM + " is missing, so no page was opened; apt-get install chromium");
  }

  /** Starts it. */
  public static Chromium start() {
    assumeInstalled();
    Playwright playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    return new Chromium(
        playwright,
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(PROGRAM)
                    .setArgs(
                        List.of(
                            "--no-sandbox",
                            "--disable-gpu",
                            "--host-resolver-rules=MAP " + ELSEWHERE + " 127.0.0.1"))));
  }

  public Browser browser() {
    return browser;
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}

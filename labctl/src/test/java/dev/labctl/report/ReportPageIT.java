package dev.labctl.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Media;
import dev.labctl.timeline.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Opens reports in a real browser; screenshots are left in {@code target/report-screenshots}. */
class ReportPageIT {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path SCREENSHOTS = Path.of("target", "report-screenshots");

  @TempDir static Path reports;
  private static Playwright playwright;
  private static Browser browser;

  private final List<String> errors = new ArrayList<>();
  private final List<String> requests = new ArrayList<>();

  @BeforeAll
  static void open() throws IOException {
    assumeTrue(
        Files.isExecutable(CHROMIUM),
        CHROMIUM + " is missing, so no report was opened; apt-get install chromium");
    RunReports writer = new RunReports();
    writer.write(RunReportsTest.stored(failed(), reports.resolve("failed")));
    writer.write(RunReportsTest.stored(troubled(), reports.resolve("troubled")));
    writer.write(RunReportsTest.stored(new FixtureRun(), reports.resolve(FixtureRun.ID)));
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(CHROMIUM)
                    .setArgs(List.of("--no-sandbox", "--disable-gpu")));
  }

  @AfterAll
  static void close() {
    if (playwright != null) {
      browser.close();
      playwright.close();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ColorScheme.class,
      names = {"LIGHT", "DARK"})
  void everyChartIsDrawnFromDataInBothColourSchemes(ColorScheme scheme) {
    Page page = page(FixtureRun.ID + "/report.html", 1280, scheme);

    assertThat(charts(page)).hasSize(6).allSatisfy(c -> assertThat(c).isGreaterThan(100));
    assertThat((List<?>) page.evaluate(PAINTED))
        .hasSize(6)
        .allSatisfy(p -> assertThat((Integer) p).isPositive());
    shot(page, "report-" + scheme.name().toLowerCase(java.util.Locale.ROOT));
    assertQuiet();
  }

  @ParameterizedTest
  @CsvSource({"LIGHT,1280", "LIGHT,390", "DARK,1280", "DARK,390"})
  void everybodyCanReadAndOperateReportsAndTheirIndex(ColorScheme scheme, int width) {
    for (String file :
        List.of(
            FixtureRun.ID + "/report.html",
            "failed/report.html",
            "troubled/report.html",
            "index.html")) {
      Page page = page(file, width, scheme);

      assertThat(Axe.violations(page)).as("%s, %s, %d px", file, scheme, width).isEmpty();
      page.context().close();
    }
  }

  @Test
  void axeSeesWhatIsWrong() {
    Page page = page("index.html", 1280, ColorScheme.LIGHT);
    page.setContent("<p style='color: #999; background: #fff'>pale</p>");

    assertThat(Axe.violations(page).toString()).contains("color-contrast at p");
  }

  @Test
  void aPhoneNeverScrollsSideways() {
    Page page = page(FixtureRun.ID + "/report.html", 390, ColorScheme.LIGHT);

    assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(390);
    shot(page, "report-phone");
    screen(page, "h-objectives");
    screen(page, "charts");
    screen(page, "faults");
    page.navigate(reports.resolve("index.html").toUri().toString());
    assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(390);
    shot(page, "index-phone");
    assertQuiet();
  }

  @Test
  void paperShowsTheChartsAndHidesTheNavigation() {
    Page page = page(FixtureRun.ID + "/report.html", 700, ColorScheme.DARK);
    page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));

    assertThat(page.locator("nav").isVisible()).isFalse();
    assertThat(charts(page)).hasSize(6);
    assertThat(page.evaluate("getComputedStyle(document.body).backgroundColor"))
        .isEqualTo("rgb(255, 255, 255)");
    shot(page, "report-print");
    assertQuiet();
  }

  @Test
  void theFirstScreenSaysVerdictAndReasons() {
    Page page = page("failed/report.html", 1280, ColorScheme.LIGHT);

    assertThat(page.locator(".verdict .badge").innerText()).isEqualTo("FAIL");
    assertThat(page.locator(".reasons").innerText())
        .contains("3 acknowledged writes were lost")
        .contains("kill-primary: 12.6 s without writes, allowed 10.0 s");
    assertThat(page.locator(".reasons").boundingBox().y).isLessThan(400);
    shot(page, "report-failed");
    page.navigate(reports.resolve("index.html").toUri().toString());
    assertThat(page.locator("table").first().innerText()).contains("FAIL", "PASS");
    shot(page, "index");
    assertQuiet();
  }

  @ParameterizedTest
  @ValueSource(ints = {1280, 390})
  void aSaturatedMachineAnInstanceThatFailedAndWhatIsMissingAreOnTheFirstScreen(int width) {
    Page page = page("troubled/report.html", width, ColorScheme.LIGHT);

    assertThat(page.locator("h1").innerText())
        .isEqualTo("Instance shortener-2 answered every write with 503 for 36 s");
    assertThat(page.locator(".verdict").innerText())
        .contains(
            "This report is incomplete", "saturated during steady", "processor pressure 72 %");
    assertThat(page.locator(".verdict .warn").first().boundingBox().y).isLessThan(900);
    assertThat(page.locator("#objectives").innerText()).containsIgnoringCase("control");
    assertThat(page.locator("#instances").innerText())
        .contains("shortener-2", "postgres", "ERROR no connection to postgres-1");
    assertThat(page.locator("#machine").innerText()).contains("72 %");
    assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(width);
    shot(page, "report-troubled-" + width);
    assertQuiet();
  }

  private static final String PAINTED =
      """
      () => labctlPlots.map(({plot}) => {
        const c = plot.ctx.canvas;
        const pixels = c.getContext("2d").getImageData(0, 0, c.width, c.height).data;
        let painted = 0;
        for (let i = 3; i < pixels.length; i += 4) if (pixels[i]) painted++;
        return painted > 1000 ? painted : 0;
      })\
      """;

  private static FixtureRun troubled() {
    FixtureRun run =
        FailingInstanceTest.failing()
            .machine(0.72, 0.97, 0.02)
            .without(Event.RunEnded.class::isInstance)
            .series("service-cpu-over-time", Map.of("instance", "shortener-1"), s -> 0.4 * s)
            .log(
                "shortener-2",
                FixtureRun.T0.plusSeconds(87) + " ERROR no connection to postgres-1: timed out");
    for (String le : List.of("0.002", "0.004", "+Inf")) {
      double count = le.equals("0.002") ? 400 : 600;
      run.value("control-buckets", Map.of("phase", "steady", "le", le), count);
      run.value("send-delay-buckets", Map.of("phase", "steady", "le", le), count);
    }
    return run;
  }

  private static FixtureRun failed() {
    return new FixtureRun()
        .replacing(
            new Event.LedgerVerified(
                FixtureRun.T0.plusSeconds(FixtureRun.LENGTH + 8), 2428, 2425, 3, 0, 0, 52))
        .replacing(
            new Event.OutageEnded(
                FixtureRun.KILL.plusMillis(15_000),
                "write",
                FixtureRun.KILL.plusMillis(50),
                FixtureRun.KILL.plusMillis(12_650),
                FixtureRun.KILL.plusMillis(12_700),
                252,
                "status 503"))
        .with(
            new Event.FaultSkipped(
                FixtureRun.REDIS.plusSeconds(20),
                "cut-network",
                "platform local cannot cut links"));
  }

  private Page page(String file, int width, ColorScheme scheme) {
    BrowserContext context =
        browser.newContext(
            new Browser.NewContextOptions().setViewportSize(width, 900).setColorScheme(scheme));
    Page page = context.newPage();
    page.onConsoleMessage(m -> errors.add(m.type() + ": " + m.text()));
    page.onPageError(errors::add);
    page.onRequest(r -> requests.add(r.url()));
    page.navigate(reports.resolve(file).toUri().toString());
    return page;
  }

  /** Points of each chart that carry a number. */
  private static List<Integer> charts(Page page) {
    List<?> counts =
        (List<?>)
            page.evaluate(
                "() => labctlPlots.map(({plot}) => plot.data.slice(1)"
                    + ".map(l => l.filter(v => v != null).length).reduce((a, b) => a + b, 0))");
    return counts.stream().map(Integer.class::cast).toList();
  }

  private static void shot(Page page, String name) {
    page.screenshot(
        new Page.ScreenshotOptions().setPath(SCREENSHOTS.resolve(name + ".png")).setFullPage(true));
  }

  private static void screen(Page page, String section) {
    page.evaluate("id => document.getElementById(id).scrollIntoView()", section);
    page.screenshot(
        new Page.ScreenshotOptions().setPath(SCREENSHOTS.resolve("phone-" + section + ".png")));
  }

  private void assertQuiet() {
    assertThat(errors).isEmpty();
    assertThat(requests).isNotEmpty().allSatisfy(r -> assertThat(r).matches("(file|data):.*"));
  }
}

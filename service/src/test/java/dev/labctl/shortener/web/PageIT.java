package dev.labctl.shortener.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import dev.labctl.shortener.Admins;
import dev.labctl.shortener.contract.OpenApi;
import dev.labctl.shortener.servers.Client;
import dev.labctl.shortener.servers.Lab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The web page and Swagger UI in a real browser, before the real service; screenshots are left in
 * {@code target/page-screenshots}. One class, so that servers and browser start once.
 */
class PageIT {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path SCREENSHOTS = Path.of("target", "page-screenshots");
  private static Lab lab;
  private static Client client;
  private static String key;
  private static Playwright playwright;
  private static Browser browser;

  private final List<String> errors = new ArrayList<>();
  private final List<String> requests = new ArrayList<>();

  @BeforeAll
  static void open() {
    assumeTrue(
        Files.isExecutable(CHROMIUM),
        CHROMIUM + " is missing, so the page was not opened; apt-get install chromium");
    lab = new Lab().start();
    client = lab.app("page");
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> client.admin("/health/ready").body().matches(".*(true.*){3}"));
    key = Admins.key(client.patient(), lab.config("page-admin", 1, 2), "ada");
    for (int i = 1; i <= 25; i++) {
      client
          .as(key)
          .post(
              "/api/links",
              "{\"target\":\"https://many.example/page/%d\",\"tags\":[\"many\"]}".formatted(i));
    }
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
  static void close() throws IOException {
    if (playwright != null) {
      browser.close();
      playwright.close();
    }
    if (lab != null) {
      lab.close();
    }
  }

  @AfterEach
  void nothingCameFromElsewhereAndNothingFailed() {
    assertThat(errors).isEmpty();
    assertThat(requests)
        .isNotEmpty()
        .allSatisfy(
            url ->
                assertThat(url).matches("(http://127\\.0\\.0\\.1:" + client.port() + "/|data:).*"));
  }

  @Test
  void aLinkIsMadeCopiedFollowedChangedAndDeleted() {
    Page page = page("/", 1200, ColorScheme.LIGHT);
    page.locator("#target").fill("https://made.example/by/hand");
    page.getByText("More options").click();
    page.getByLabel("Alias").fill("by-hand");
    page.locator("#create").getByLabel("Tags").fill("first second");
    page.getByRole(AriaRole.BUTTON, named("Shorten")).click();
    String url = "http://127.0.0.1:" + client.port() + "/by-hand";
    assertThat(page.locator("#made-url")).hasAttribute("href", url);
    page.locator("#made-copy").click();
    assertThat(page.locator("#toast")).hasText("Copied");
    assertThat(page.evaluate("navigator.clipboard.readText()")).isEqualTo(url);
    assertThat(client.redirect("by-hand").header("Location"))
        .isEqualTo("https://made.example/by/hand");
    shot(page, "made");

    page.getByRole(AriaRole.BUTTON, named("Details of by-hand")).click();
    page.getByLabel("Leads to").fill("https://made.example/changed");
    page.getByLabel("Switched on").uncheck();
    page.getByRole(AriaRole.BUTTON, named("Save")).click();
    assertThat(page.locator("#link-target")).hasText("https://made.example/changed");
    assertThat(page.locator("tr", containing("by-hand"))).containsText("off");
    assertThat(client.redirect("by-hand").status()).isEqualTo(410);

    page.getByRole(AriaRole.BUTTON, named("Delete")).click();
    page.locator("#confirm button.danger").click();
    assertThat(page.locator("#link")).isHidden();
    assertThat(page.locator("tr", containing("by-hand"))).hasCount(0);
    assertThat(client.redirect("by-hand").status()).isEqualTo(404);
  }

  @Test
  void theClicksOfALinkAreDrawn() {
    String code = client.as(key).create("https://clicked.example/").code();
    for (int i = 0; i < 7; i++) {
      client.redirect(code);
    }
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                client.as(key).get("/api/links/" + code + "/stats").body().contains("\"total\":7"));
    Page page = signedIn(page("/", 390, ColorScheme.DARK));
    assertThat(page.locator("tr", containing(code)).locator("td.clicks")).hasText("7");
    page.getByRole(AriaRole.BUTTON, named("Details of " + code)).click();
    assertThat(page.locator("#total")).hasText("7");
    assertThat(page.locator("#chart svg"))
        .hasAttribute("aria-label", Pattern.compile("^7 clicks .*"));
    assertThat(page.locator("#chart .bar")).hasCount(1);
    assertThat(page.locator("#referrers")).containsText("direct");
    page.getByRole(AriaRole.BUTTON, named("Hour")).click();
    assertThat(page.locator("#chart g")).hasCount(60);
    assertThat((List<?>) page.evaluate(LOW_CONTRAST)).isEmpty();
    assertThat((List<?>) page.evaluate(NAMELESS)).isEmpty();
    page.screenshot(new Page.ScreenshotOptions().setPath(SCREENSHOTS.resolve("clicks-phone.png")));
  }

  @Test
  void whoSignsInSeesTheirOwnLinks() {
    Page page = page("/", 1200, ColorScheme.LIGHT);
    page.locator("#sign-in").click();
    page.locator("#name").fill("ada");
    page.locator("#password").fill("wrong");
    page.locator("#sign-in-form button[type=submit]").click();
    assertThat(page.locator("#sign-in-error")).isVisible();
    expectOneError("401");
    page.locator("#password").fill(Admins.PASSWORD);
    page.locator("#sign-in-form button[type=submit]").click();
    assertThat(page.locator("#who")).hasText("ada");
    page.locator("#target").fill("https://own.example/");
    page.getByRole(AriaRole.BUTTON, named("Shorten")).click();
    assertThat(page.locator("#links")).containsText("own.example");
    shot(page, "signed-in");
    page.getByRole(AriaRole.BUTTON, named("Sign out")).click();
    assertThat(page.locator("#who")).isHidden();
    assertThat(page.locator("#links tbody")).not().containsText("own.example");
  }

  @Test
  void whoDoesNotSignInSeesOnlyWhatThisTabHasMade() {
    Page page = page("/", 1200, ColorScheme.LIGHT);
    assertThat(page.locator("#list-status")).containsText("Sign in to see your links");
    assertThat(page.locator("#links")).isHidden();
    page.locator("#target").fill("https://tab.example/");
    page.getByRole(AriaRole.BUTTON, named("Shorten")).click();
    assertThat(page.locator("#links tbody tr")).hasCount(1);
    page.reload();
    assertThat(page.locator("#links tbody tr")).hasCount(1);
    assertThat(page("/", 1200, ColorScheme.LIGHT).locator("#links")).isHidden();
  }

  @Test
  void aTargetInUnicodeIsEncodedAsABrowserSendsIt() {
    Page page = page("/", 1200, ColorScheme.LIGHT);
    page.locator("#target").fill("https://пример.рф/ü?q=ä");
    page.getByRole(AriaRole.BUTTON, named("Shorten")).click();
    assertThat(page.locator("#made-url")).isVisible();
    String code = page.locator("#made-url").getAttribute("href").replaceFirst(".*/", "");
    assertThat(client.redirect(code).header("Location"))
        .isEqualTo("https://xn--e1afmkfd.xn--p1ai/%C3%BC?q=%C3%A4");
  }

  @Test
  void copyWorksWithoutTheClipboardOfHttps() {
    Page page = page("/", 1200, ColorScheme.LIGHT);
    page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})");
    page.locator("#target").fill("https://plain.example/");
    page.getByRole(AriaRole.BUTTON, named("Shorten")).click();
    page.locator("#made-copy").click();
    assertThat(page.locator("#toast")).hasText("Copied");
    page.locator("#target").fill("");
    page.locator("#target").press("Control+V");
    assertThat(page.locator("#target")).hasValue(page.locator("#made-url").getAttribute("href"));
  }

  @Test
  void keysAndUsersAreManagedInDialogs() {
    Page page = signedIn(page("/", 1200, ColorScheme.LIGHT));
    page.getByRole(AriaRole.BUTTON, named("Account")).click();
    page.getByLabel("Name of a new key").fill("by-page");
    page.getByLabel("Your password").fill(Admins.PASSWORD);
    page.getByRole(AriaRole.BUTTON, named("Make a key")).click();
    assertThat(page.locator("#key-value")).hasText(Pattern.compile("slk_.{43}"));
    String made = page.locator("#key-value").textContent();
    assertThat(client.as(made).get("/api/links").status()).isEqualTo(200);
    assertThat(page.locator("#keys-list")).containsText("by-page (create, read)");
    assertThat((List<?>) page.evaluate(NAMELESS)).isEmpty();
    shot(page, "keys");
    page.getByRole(AriaRole.BUTTON, named("Revoke by-page")).click();
    assertThat(page.locator("#keys-list")).not().containsText("by-page");
    page.keyboard().press("Escape");
    page.getByRole(AriaRole.BUTTON, named("Users")).click();
    page.getByLabel("Name of a new user").fill("by-page-user");
    page.locator("#user-password").fill(Admins.PASSWORD);
    page.getByRole(AriaRole.BUTTON, named("Make a user")).click();
    page.getByRole(AriaRole.BUTTON, named("Reset the password of by-page-user")).click();
    assertThat(page.locator("#reset-code")).containsText("Code for by-page-user");
    page.getByRole(AriaRole.BUTTON, named("Switch off by-page-user")).click();
    assertThat(page.locator("#users-list")).containsText("by-page-user (off)");
    shot(page, "users");
  }

  @Test
  void whatTheServiceRefusesIsSaidInTheForm() {
    Page page = page("/", 1200, ColorScheme.LIGHT);
    page.locator("#target").fill("http://127.0.0.1:" + client.port() + "/circle");
    page.getByRole(AriaRole.BUTTON, named("Shorten")).click();
    assertThat(page.locator("#create-error")).containsText("would go in a circle");
    assertThat(page.locator("#made")).isHidden();
    expectOneError("400");
  }

  @Test
  void theListIsSearchedAndShownPageByPage() {
    Page page = signedIn(page("/", 1200, ColorScheme.LIGHT));
    page.getByLabel("Search in targets").fill("#many");
    page.getByRole(AriaRole.BUTTON, named("Search")).click();
    assertThat(page.locator("#links tbody tr")).hasCount(20);
    page.getByRole(AriaRole.BUTTON, named("Show more")).click();
    assertThat(page.locator("#links tbody tr")).hasCount(25);
    assertThat(page.locator("#more")).isHidden();
    page.getByLabel("Search in targets").fill("many.example/page/17");
    page.getByRole(AriaRole.BUTTON, named("Search")).click();
    assertThat(page.locator("#links tbody tr")).hasCount(1);
    page.getByLabel("Search in targets").fill("nowhere at all");
    page.getByRole(AriaRole.BUTTON, named("Search")).click();
    assertThat(page.locator("#list-status")).hasText("Nothing found.");
    assertThat(page.locator("#links")).isHidden();
  }

  @ParameterizedTest
  @EnumSource(
      value = ColorScheme.class,
      names = {"LIGHT", "DARK"})
  void textKeepsItsContrastAndEveryFieldHasAName(ColorScheme scheme) {
    Page page = signedIn(page("/", 1200, scheme));
    page.getByText("More options").click();
    page.locator("#links tbody tr").first().waitFor();
    assertThat((List<?>) page.evaluate(LOW_CONTRAST)).isEmpty();
    assertThat((List<?>) page.evaluate(NAMELESS)).isEmpty();
    shot(page, "page-" + scheme.name().toLowerCase(Locale.ROOT));
  }

  @Test
  void aPhoneNeverScrollsSideways() {
    Page page = signedIn(page("/", 390, ColorScheme.LIGHT));
    page.locator("#links tbody tr").first().waitFor();
    assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(390);
    shot(page, "phone");
  }

  @Test
  void swaggerUiShowsEveryOperationOfTheDocument() {
    Page page = page("/docs", 1200, ColorScheme.LIGHT);
    page.locator(".opblock").first().waitFor();
    int operations = new OpenApi().operations().size();
    assertThat(page.locator(".opblock")).hasCount(operations);
    page.locator("#operations-links-createLink").click();
    assertThat(page.locator("#operations-links-createLink")).containsText("Idempotency-Key");
    shot(page, "docs");
  }

  private static Page.GetByRoleOptions named(String name) {
    return new Page.GetByRoleOptions().setName(name).setExact(true);
  }

  private static Page.LocatorOptions containing(String text) {
    return new Page.LocatorOptions().setHasText(text);
  }

  private Page page(String path, int width, ColorScheme scheme) {
    BrowserContext context =
        browser.newContext(
            new Browser.NewContextOptions()
                .setViewportSize(width, 900)
                .setColorScheme(scheme)
                .setReducedMotion(ReducedMotion.REDUCE) // colours are measured at rest
                .setPermissions(List.of("clipboard-read", "clipboard-write")));
    context.setDefaultTimeout(20_000);
    Page page = context.newPage();
    page.onConsoleMessage(
        m -> {
          if (m.type().equals("error") || m.type().equals("warning")) {
            errors.add(m.type() + ": " + m.text());
          }
        });
    page.onPageError(errors::add);
    page.onRequest(r -> requests.add(r.url()));
    page.navigate("http://127.0.0.1:" + client.port() + path);
    return page;
  }

  private static Page signedIn(Page page) {
    page.locator("#sign-in").click();
    page.locator("#name").fill("ada");
    page.locator("#password").fill(Admins.PASSWORD);
    page.locator("#sign-in-form button[type=submit]").click();
    page.locator("#who").waitFor();
    return page;
  }

  /** A refusal that a test provoked is in the browser's log, and nothing else is. */
  private void expectOneError(String status) {
    assertThat(errors).singleElement().asString().contains(status);
    errors.clear();
  }

  private static void shot(Page page, String name) {
    page.screenshot(
        new Page.ScreenshotOptions().setPath(SCREENSHOTS.resolve(name + ".png")).setFullPage(true));
  }

  /** Texts below WCAG's 4.5 to 1 against the nearest opaque background. */
  private static final String LOW_CONTRAST =
      """
      () => {
        const rgb = text => text.match(/[\\d.]+/g).map(Number);
        const light = ([r, g, b]) => {
          const [x, y, z] = [r, g, b].map(v => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
          return 0.2126 * x + 0.7152 * y + 0.0722 * z;
        };
        const behind = e => {
          for (; e; e = e.parentElement) {
            const c = rgb(getComputedStyle(e).backgroundColor);
            if (c.length === 3 || c[3] === 1) return c;
          }
          return [255, 255, 255];
        };
        return [...document.querySelectorAll("body *")]
          .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()) && e.offsetParent)
          .map(e => {
            const a = light(rgb(getComputedStyle(e).color)), b = light(behind(e));
            const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
            return ratio < 4.5 ? e.tagName + "." + e.className + " " + ratio.toFixed(2) + ": " + e.textContent.trim().slice(0, 30) : null;
          })
          .filter(Boolean);
      }\
      """;

  private static final String NAMELESS =
      """
      () => [...document.querySelectorAll("input, select, button, a[href]")]
        .filter(e => !(e.labels?.length || e.getAttribute("aria-label") || e.textContent.trim()))
        .map(e => e.outerHTML)
        .filter(html => !html.includes('id="made-url"') && !html.includes('id="link-target"'))\
      """;
}

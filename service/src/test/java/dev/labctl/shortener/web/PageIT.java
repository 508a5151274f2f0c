package dev.labctl.shortener.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static com.microsoft.playwright.assertions.PlaywrightAssertions.setDefaultAssertionTimeout;
import static dev.labctl.shortener.servers.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import dev.labctl.shortener.Admins;
import dev.labctl.shortener.contract.OpenApi;
import dev.labctl.shortener.servers.Client;
import dev.labctl.shortener.servers.Lab;
import dev.labctl.shortener.servers.Patience;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The web page and Swagger UI in a real browser, before the real service; screenshots are left in
 * {@code target/page-screenshots}. One class, so that servers and browser start once.
 */
class PageIT {
  private static final Path SCREENSHOTS = Path.of("target", "page-screenshots");
  private static Lab lab;
  private static Client client;
  private static String key;
  private static Chromium chromium;

  private final List<String> errors = new ArrayList<>();
  private final List<String> requests = new ArrayList<>();

  @BeforeAll
  static void open() {
    Chromium.assumeInstalled();
    setDefaultAssertionTimeout(Patience.LONG.toMillis());
    lab = new Lab().start();
    client = lab.app("page");
    await().until(() -> client.admin("/health/ready").body().matches(".*(true.*){3}"));
    key = Admins.key(client, lab.config("page-admin", 1, 2), "ada");
    for (int i = 1; i <= 25; i++) {
      client
          .as(key)
          .post(
              "/api/links",
              "{\"target\":\"https://many.example/page/%d\",\"tags\":[\"many\"]}".formatted(i));
    }
    chromium = Chromium.start();
  }

  @AfterAll
  static void close() throws IOException {
    if (chromium != null) {
      chromium.close();
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
                assertThat(url)
                    .matches(
                        "(http://(127\\.0\\.0\\.1|"
                            + Chromium.ELSEWHERE
                            + "):"
                            + client.port()
                            + "/|data:).*"));
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
    page.locator("#edit-active").uncheck();
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
    Patience.awaitAnHourThatLasts();
    String code = client.as(key).create("https://clicked.example/").code();
    for (int i = 0; i < 7; i++) {
      client.redirect(code);
    }
    await()
        .until(
            () ->
                client.as(key).get("/api/links/" + code + "/stats").body().contains("\"total\":7"));
    Page page = signedIn(page("/", 390, ColorScheme.DARK));
    assertThat(page.locator("tr", containing(code)).locator("td.clicks")).hasText("7");
    page.getByRole(AriaRole.BUTTON, named("Details of " + code)).click();
    assertThat(page.locator("#link .total")).hasText("7");
    assertThat(page.locator("#link .chart svg"))
        .hasAttribute("aria-label", Pattern.compile("^7 clicks .*"));
    assertThat(page.locator("#link .chart .bar")).hasCount(1);
    assertThat(page.locator("#referrers")).containsText("direct");
    page.locator("#link").getByText("Minutes").click();
    assertThat(page.locator("#link .chart g")).hasCount(60);
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
    page.getByText("More options").click();
    page.getByLabel("Alias").fill("größe");
    page.getByRole(AriaRole.BUTTON, named("Shorten")).click();
    assertThat(page.locator("#made-url")).containsText("/größe");
    page.getByRole(AriaRole.BUTTON, named("Details of größe")).click();
    page.locator("#edit-tags").fill("maß");
    page.getByRole(AriaRole.BUTTON, named("Save")).click();
    assertThat(page.locator("#links .tags")).hasText("maß");
    String code = page.locator("#made-url").getAttribute("href").replaceFirst(".*/", "");
    assertThat(client.redirect(code).header("Location"))
        .isEqualTo("https://xn--e1afmkfd.xn--p1ai/%C3%BC?q=%C3%A4");
  }

  @Test
  void copyWorksWhereAPageWithoutHttpsHasNoClipboard() {
    Page page = page("http://" + Chromium.ELSEWHERE, "/", 1200, ColorScheme.LIGHT);
    assertThat(page.evaluate("isSecureContext || navigator.clipboard")).isNull();
    page.locator("#target").fill("https://plain.example/");
    page.getByRole(AriaRole.BUTTON, named("Shorten")).click();
    page.locator("#made-copy").click();
    assertThat(page.locator("#toast")).hasText("Copied");
    page.locator("#target").press("Control+V");
    assertThat(page.locator("#target")).hasValue(page.locator("#made-url").getAttribute("href"));

    signedIn(page).locator("#keys-open").click();
    makeKey(page, "copied");
    page.locator("#key-copy").click();
    assertThat(page.locator("#keys #toast")).hasText("Copied");
    page.locator("#key-name").press("Control+V");
    assertThat(page.locator("#key-name")).hasValue(page.locator("#key-value").textContent());
  }

  @Test
  void keysAreMadeAndRevoked() {
    Page page = signedIn(page("/", 1200, ColorScheme.LIGHT));
    page.getByRole(AriaRole.BUTTON, named("Account")).click();
    page.locator("#key-expires").fill("2099-12-31T12:00");
    makeKey(page, "by-page");
    String made = page.locator("#key-value").textContent();
    assertThat(client.as(made).get("/api/links").status()).isEqualTo(200);
    assertThat(page.locator("#keys-list li", containing("by-page (create, read)")))
        .containsText("until Dec 31, 2099");
    page.getByRole(AriaRole.BUTTON, named("Revoke by-page")).click();
    assertThat(page.locator("#keys-list")).not().containsText("by-page");
    assertThat(client.as(made).get("/api/links").status()).isEqualTo(401);
  }

  @Test
  void usersAreMadeRenamedPromotedSwitchedOffAndDeleted() {
    Page page = signedIn(page("/", 1200, ColorScheme.LIGHT));
    page.getByRole(AriaRole.BUTTON, named("Users")).click();
    page.getByLabel("Name of a new user").fill("by-page-user");
    page.locator("#user-password").fill(Admins.PASSWORD);
    page.getByRole(AriaRole.BUTTON, named("Make a user")).click();
    page.getByRole(AriaRole.BUTTON, named("Edit by-page-user")).click();
    page.getByRole(AriaRole.BUTTON, named("Code for a new password")).click();
    assertThat(page.locator("#reset-value")).hasText(Pattern.compile("\\S{12,}"));
    page.locator("#edit-user-name").fill("renamed-user");
    page.locator("#edit-user-admin").check();
    page.locator("#edit-user-active").uncheck();
    page.locator("#user button[type=submit]").click();
    assertThat(page.locator("#users-list")).containsText("renamed-user (admin, off)");
    page.getByRole(AriaRole.BUTTON, named("Edit renamed-user")).click();
    page.locator("#user-delete").click();
    page.locator("#confirm-yes").click();
    assertThat(page.locator("#user")).isHidden();
    assertThat(page.locator("#users-list")).not().containsText("renamed-user");
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

  @Test
  void theClicksOfAllLinksAreDrawnAndGrowWhileSomebodyLooks() {
    Page page = signedIn(page("/", 1200, ColorScheme.LIGHT));
    assertThat(page.locator("#overview-title")).hasText("Clicks of all links");
    assertThat(page.locator("#overview .chart g")).hasCount(60);
    int before = clicked(page);
    String code = client.as(key).create("https://watched.example/").code();
    for (int i = 0; i < 5; i++) {
      client.redirect(code);
    }
    await().untilAsserted(() -> assertThat(clicked(page)).isGreaterThanOrEqualTo(before + 5));
    page.locator("#overview").getByText("Hours").click();
    assertThat(page.locator("#overview .chart g")).hasCount(48);
    page.locator("#overview").getByText("Days").click();
    assertThat(page.locator("#overview .chart g")).hasCount(30);
    assertThat(page.locator("#overview .chart svg"))
        .hasAttribute("aria-label", Pattern.compile("^[0-9]+ clicks from .* in one day$"));
  }

  private static int clicked(Page page) {
    return Integer.parseInt(page.locator("#overview .total").textContent().replaceAll("\\D", ""));
  }

  @Test
  void whileTheServiceIsAwayTheLastChartStaysAndThePageSaysSo() {
    Page page = signedIn(page("/", 1200, ColorScheme.LIGHT));
    assertThat(page.locator("#overview .chart g")).hasCount(60);
    page.route("**/api/stats?*", Route::abort);
    assertThat(page.locator("#overview .chart-status"))
        .hasText("The service cannot be reached. Try again in a moment.");
    assertThat(page.locator("#overview .chart g")).hasCount(60);
    page.unroute("**/api/stats?*");
    assertThat(page.locator("#overview .chart-status")).not().containsText("cannot be reached");
    assertThat(errors).isNotEmpty().allSatisfy(e -> assertThat(e).contains("ERR_FAILED"));
    errors.clear();
  }

  @Test
  void everyFieldOfALinkIsEdited() {
    String code = client.as(key).create("https://fields.example/").code();
    Page page = signedIn(page("/", 1200, ColorScheme.LIGHT));
    page.getByRole(AriaRole.BUTTON, named("Details of " + code)).click();
    page.locator("#edit-target").fill("https://fields.example/ü");
    page.locator("#edit-tags").fill("red, blue");
    page.locator("#edit-expires").fill("2099-12-31T12:00");
    page.locator("#edit-status").selectOption("308");
    page.locator("#edit-max-visits").fill("10");
    page.locator("#edit-title").fill("All fields");
    page.locator("#edit-since").fill("2020-01-01T12:00");
    page.locator("#edit-crawlable").check();
    page.locator("#edit-forward-query").check();
    page.getByRole(AriaRole.BUTTON, named("Save")).click();
    assertThat(page.locator("#toast")).hasText("Saved");
    assertThat(client.redirect(code + "?a=b").header("Location"))
        .isEqualTo("https://fields.example/%C3%BC?a=b");
    assertThat(client.redirect(code).status()).isEqualTo(308);
    assertThat(client.as(key).get("/api/links/" + code).body())
        .contains(
            "\"target\":\"https://fields.example/%C3%BC\"",
            "\"tags\":[\"blue\",\"red\"]",
            "\"expiresAt\":\"2099-12-31T",
            "\"maxVisits\":10",
            "\"validSince\":\"2020-01-01T",
            "\"title\":\"All fields\"",
            "\"crawlable\":true");
    page.keyboard().press("Escape");
    assertThat(page.locator("tr", containing(code)).locator("td.clicks"))
        .containsText("of 10 allowed");
    assertThat(page.locator("tr", containing(code)).locator("td.where")).containsText("All fields");
    page.getByRole(AriaRole.BUTTON, named("Details of " + code)).click();
    page.locator("#edit-since").fill("2099-01-01T12:00");
    page.locator("#edit-title").fill("");
    page.locator("#edit-crawlable").uncheck();
    page.getByRole(AriaRole.BUTTON, named("Save")).click();
    assertThat(page.locator("tr", containing(code))).containsText("not yet");
    assertThat(client.redirect(code).status()).isEqualTo(404);
    assertThat(client.as(key).get("/api/links/" + code).body())
        .doesNotContain("title", "crawlable")
        .contains("\"forwardQuery\":true");
  }

  /** The browser tells of the first question's end when the second is open already. */
  @Test
  void aQuestionThatFollowsAnotherAtOnceIsAnsweredByItself() {
    Page page = page("/", 1200, ColorScheme.LIGHT);
    page.locator("#target").fill("https://asked-twice.example/");
    page.getByRole(AriaRole.BUTTON, named("Shorten")).click();
    assertThat(page.locator("#made-copy")).isFocused();
    String code = page.locator("#made-url").getAttribute("href").replaceFirst(".*/", "");
    page.getByRole(AriaRole.BUTTON, named("Details of " + code)).click();
    page.locator("#delete").click();
    page.evaluate(
        "document.getElementById('confirm').close(); document.getElementById('delete').click()");
    page.locator("#confirm-yes").click();
    assertThat(page.locator("#link")).isHidden();
    assertThat(client.redirect(code).status()).isEqualTo(404);
  }

  @Test
  void thePageIsOperatedByTheKeyboardAlone() {
    Page page = page("/", 1200, ColorScheme.LIGHT);
    page.keyboard().press("Tab");
    assertThat(page.locator(".skip")).isFocused();
    page.keyboard().press("Enter");
    assertThat(page.locator("#target")).isFocused();
    page.keyboard().type("https://keys.example/");
    page.keyboard().press("Enter");
    assertThat(page.locator("#made-copy")).isFocused();
    page.keyboard().press("Enter");
    assertThat(page.locator("#toast")).hasText("Copied");
    String code = page.locator("#made-url").getAttribute("href").replaceFirst(".*/", "");
    Locator details = page.getByRole(AriaRole.BUTTON, named("Details of " + code));
    details.waitFor();
    for (int i = 0; i < 3; i++) {
      page.keyboard().press("Tab"); // the link itself, Copy, Details
    }
    assertThat(details).isFocused();
    page.keyboard().press("Enter");
    assertThat(page.locator("#link")).isVisible();
    page.locator("#edit-tags").focus();
    page.keyboard().type("typed");
    page.keyboard().press("Enter");
    assertThat(page.locator("#link-tags")).hasText("typed");
    assertThat(page.locator("#links .tags")).hasText("typed");
    page.keyboard().press("Escape");
    assertThat(details).isFocused();
    page.keyboard().press("Enter");
    page.locator("#delete").focus();
    page.keyboard().press("Enter");
    assertThat(page.locator("#confirm")).isVisible();
    page.keyboard().press("Escape");
    assertThat(page.locator("#delete")).isFocused();
    page.keyboard().press("Enter");
    page.keyboard().press("Tab");
    page.keyboard().press("Enter");
    assertThat(page.locator("#links-title")).isFocused();
    assertThat(client.redirect(code).status()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource({"LIGHT,1280", "LIGHT,390", "DARK,1280", "DARK,390"})
  void everybodyCanReadAndOperateEveryPartOnEveryScreen(ColorScheme scheme, int width) {
    Page page = page("/", width, scheme);
    page.getByText("More options").click();
    page.locator("#target").fill("https://seen.example/");
    page.getByRole(AriaRole.BUTTON, named("Shorten")).click();
    page.locator("#links tbody tr").first().waitFor();
    clean(page, "front");
    page.locator("#sign-in").click();
    clean(page, "sign-in");
    page.locator("#reset-open").click();
    clean(page, "reset");
    page.keyboard().press("Escape");
    signedIn(page);
    page.locator("#links tbody tr").nth(10).waitFor();
    page.locator("#overview .chart g").first().waitFor();
    clean(page, "signed-in");
    page.getByText("Details").first().click();
    page.locator("#link .chart g").first().waitFor();
    clean(page, "link");
    page.locator("#delete").click();
    clean(page, "confirm");
    page.keyboard().press("Escape");
    page.keyboard().press("Escape");
    page.locator("#keys-open").click();
    page.locator("#keys-list li").first().waitFor();
    clean(page, "account");
    page.keyboard().press("Escape");
    page.locator("#users-open").click();
    page.locator("#users-list button").first().click();
    clean(page, "user");
    page.keyboard().press("Escape");
    clean(page, "users");
    page.navigate("http://127.0.0.1:" + client.port() + "/nowhere");
    clean(page, "not-found");
    expectOneError("404");
  }

  private static final String IDS = "[...document.querySelectorAll('[id]')].map(node => node.id)";

  /** No rule of axe-core's is broken, and nothing has to be scrolled sideways. */
  private static void clean(Page page, String part) {
    int width = page.viewportSize().width;
    String scheme =
        (String)
            page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'");
    page.screenshot(
        new Page.ScreenshotOptions()
            .setFullPage(page.locator("dialog[open]").count() == 0)
            .setPath(SCREENSHOTS.resolve("%s-%d-%s.png".formatted(part, width, scheme))));
    assertThat((List<?>) page.evaluate(IDS)).as(part).isNotNull().doesNotHaveDuplicates();
    assertThat(Axe.violations(page)).as("%s, %s, %d px", part, scheme, width).isEmpty();
    assertThat(page.evaluate("document.documentElement.scrollWidth")).as(part).isEqualTo(width);
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
    return page("http://127.0.0.1", path, width, scheme);
  }

  private Page page(String origin, String path, int width, ColorScheme scheme) {
    BrowserContext context =
        chromium
            .browser()
            .newContext(
                new Browser.NewContextOptions()
                    .setViewportSize(width, 900)
                    .setColorScheme(scheme)
                    .setReducedMotion(ReducedMotion.REDUCE) // colours are measured at rest
                    .setPermissions(List.of("clipboard-read", "clipboard-write")));
    context.setDefaultTimeout(Patience.LONG.toMillis());
    Page page = context.newPage();
    page.onConsoleMessage(
        m -> {
          if (m.type().equals("error") || m.type().equals("warning")) {
            errors.add(m.type() + ": " + m.text());
          }
        });
    page.onPageError(errors::add);
    page.onRequest(r -> requests.add(r.url()));
    page.navigate(origin + ":" + client.port() + path);
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

  private static void makeKey(Page page, String name) {
    page.getByLabel("Name of a new key").fill(name);
    page.getByLabel("Your password").fill(Admins.PASSWORD);
    page.getByRole(AriaRole.BUTTON, named("Make a key")).click();
    assertThat(page.locator("#key-value")).hasText(Pattern.compile("slk_.{43}"));
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
}

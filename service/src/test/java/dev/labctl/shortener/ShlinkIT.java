package dev.labctl.shortener;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.labctl.shortener.servers.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import dev.labctl.shortener.servers.Child;
import dev.labctl.shortener.servers.Client;
import dev.labctl.shortener.servers.Lab;
import dev.labctl.shortener.servers.Patience;
import dev.labctl.shortener.web.Chromium;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Shlink's own clients against this service: its SDK in Node.js, and its web component as a page of
 * another origin in a browser. Both are npm packages, installed as {@code package-lock.json} says.
 */
class ShlinkIT {
  private static final Path SOURCE = Path.of("src", "test", "shlink");
  private static final Path FOLDER = Path.of("target", "shlink").toAbsolutePath();
  private static final Path LOG = FOLDER.resolve("client.log");
  private static Lab lab;
  private static HttpServer elsewhere;
  private static Client client;
  private static String key;

  @BeforeAll
  static void start() throws IOException {
    install();
    elsewhere =
        SimpleFileServer.createFileServer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            FOLDER.resolve("page"),
            SimpleFileServer.OutputLevel.NONE);
    elsewhere.start();
    lab = new Lab().start();
    client = lab.app("shlink", "cors: {origins: ['%s']}\n".formatted(origin("127.0.0.1")));
    await().until(() -> client.admin("/health/ready").body().matches(".*(true.*){3}"));
    key = Admins.key(client, lab.config("admin", 1, 2), "sdk-admin");
  }

  @AfterAll
  static void stop() throws IOException {
    if (elsewhere != null) {
      elsewhere.stop(0);
    }
    if (lab != null) {
      lab.close();
    }
  }

  @Test
  void shlinksOwnClientWorks() throws IOException {
    run("node", FOLDER.resolve("client.mjs").toString(), url(), key);
    assertThat(Files.readString(LOG)).contains("ok    visits", "ok    delete");
  }

  @Test
  void shlinksWebComponentListsAndCreatesLinksFromAnotherOrigin() throws IOException {
    String code = client.as(key).create("https://listed.example/").code();
    try (Chromium chromium = Chromium.start()) {
      Page page = open(chromium, "127.0.0.1");
      assertThat(row(page, "https://listed.example/")).containsText(code);
      page.getByPlaceholder("URL to be shortened").fill("https://made.example/");
      page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Save")).click();
      assertThat(page.locator("#root")).containsText("The short URL is http");
      page.navigate(origin("127.0.0.1") + "/"); // its router went on to a path without a file
      assertThat(row(page, "https://made.example/")).hasCount(1);
    }
    assertThat(client.as(key).get("/api/links?target=made.example").body())
        .containsOnlyOnce("\"target\":\"https://made.example/\"");
  }

  @Test
  void aPageOfAnOriginThatIsNotConfiguredReadsNothing() throws IOException {
    try (Chromium chromium = Chromium.start()) {
      Page page = open(chromium, "localhost");
      assertThat(page.locator("#failure")).containsText("Failed to fetch");
      assertThat(page.locator("#root")).isEmpty();
    }
  }

  private static Locator row(Page page, String target) {
    return page.locator("table tr", new Page.LocatorOptions().setHasText(target));
  }

  /** Opens the page by a name of loopback, each of which is an origin of its own. */
  private static Page open(Chromium chromium, String name) throws IOException {
    run(
        FOLDER.resolve("node_modules/esbuild/bin/esbuild").toString(),
        "page.mjs",
        "--bundle",
        "--format=esm",
        "--outdir=page");
    PlaywrightAssertions.setDefaultAssertionTimeout(Patience.LONG.toMillis());
    Page page = chromium.browser().newPage();
    page.setDefaultTimeout(Patience.LONG.toMillis());
    page.addInitScript("window.shlinkServer = {baseUrl: '%s', apiKey: '%s'}".formatted(url(), key));
    page.navigate(origin(name) + "/");
    return page;
  }

  private static String origin(String name) {
    return "http://" + name + ":" + elsewhere.getAddress().getPort();
  }

  private static String url() {
    return "http://127.0.0.1:" + client.port();
  }

  private static void run(String... command) throws IOException {
    int exitCode = Child.start(LOG, List.of(command)).await(300);
    assertThat(exitCode).as(Files.readString(LOG)).isZero();
  }

  private static void install() throws IOException {
    assumeTrue(onPath("node") && onPath("npm"), "no node or no npm: install nodejs and npm");
    Files.createDirectories(FOLDER.resolve("page"));
    Files.deleteIfExists(LOG);
    for (String file : List.of("package.json", "package-lock.json", "client.mjs", "page.mjs")) {
      copy(file, FOLDER);
    }
    copy("index.html", FOLDER.resolve("page"));
    // Peers are in package.json; npm would take those along that only developers need.
    String options = "--legacy-peer-deps --no-audit --no-fund --ignore-scripts";
    int exitCode = Child.start(LOG, List.of(("npm ci " + options).split(" "))).await(600);
    assumeTrue(
        exitCode == 0, "npm could not install Shlink's clients: " + Files.readString(LOG).strip());
  }

  private static void copy(String file, Path folder) throws IOException {
    Files.copy(SOURCE.resolve(file), folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
  }

  private static boolean onPath(String program) {
    for (String folder : System.getenv().getOrDefault("PATH", "").split(":")) {
      if (Files.isExecutable(Path.of(folder, program))) {
        return true;
      }
    }
    return false;
  }
}

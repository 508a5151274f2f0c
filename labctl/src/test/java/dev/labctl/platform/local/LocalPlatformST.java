package dev.labctl.platform.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.labctl.cli.LabComponents;
import dev.labctl.component.local.Tool;
import dev.labctl.component.postgres.Postgres;
import dev.labctl.component.shortener.Shortener;
import dev.labctl.exit.LabctlException;
import dev.labctl.lab.Change;
import dev.labctl.lab.LoadsTheMachine;
import dev.labctl.lab.Member;
import dev.labctl.lab.MemberState;
import dev.labctl.lab.Node;
import dev.labctl.lab.NodePower;
import dev.labctl.lab.PostgresFailover;
import dev.labctl.lab.Processes;
import dev.labctl.lab.Undo;
import dev.labctl.process.Identity;
import dev.labctl.progress.ConsoleProgress;
import dev.labctl.progress.Screen;
import dev.labctl.spec.ClusterSpec;
import dev.labctl.spec.ClusterSpec.Ports;
import dev.labctl.spec.ClusterSpec.PostgresSettings;
import dev.labctl.spec.ClusterSpec.ShortenerSettings;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A real lab in a block of its own, brought up once for all these tests, which run in order:
 * another class would cost another lab.
 */
@LoadsTheMachine
@TestMethodOrder(OrderAnnotation.class)
class LocalPlatformST {
  private static final Duration HEAL = Duration.ofSeconds(90);
  private static final ConsoleProgress PROGRESS =
      new ConsoleProgress(System.err, false, Screen.NONE);

  private static LocalPlatform platform;

  /** What the members said: the lab is gone when somebody reads of the failure. */
  @RegisterExtension
  static final AfterTestExecutionCallback STATE =
      context -> {
        if (context.getExecutionException().isPresent() && platform.running()) {
          Instant now = Instant.now();
          for (MemberState state : platform.members()) {
            System.err.println(state);
            if (state.member().component().equals(Postgres.COMPONENT)) {
              platform
                  .log(state.member(), now.minusSeconds(60), now)
                  .forEach(line -> System.err.println("  " + line));
            }
          }
        }
      };

  @BeforeAll
  static void up() throws Exception {
    Path root = Path.of("").toAbsolutePath().getParent();
    List<Tool> missing = new Tools(System.getenv("PATH"), LabComponents.ALL).missing();
    assumeTrue(missing.isEmpty(), "the lab's programs are not installed: " + missing);
    Path jar = root.resolve(ShortenerSettings.DEFAULT.jar());
    assumeTrue(Files.exists(jar), "the shortener is not built: " + jar);
    Path state = Files.createDirectories(Path.of("target", "labctl-home", "st").toAbsolutePath());
    platform =
        new LocalPlatform(
            spec(), LabComponents.ALL, state, root, System.getenv("PATH"), InstantSource.system());
    platform.down(true, PROGRESS);
    assertThat(platform.up(PROGRESS).changed()).contains("node-1 started", "database migrated");
  }

  @AfterAll
  static void down() {
    if (platform != null) {
      platform.down(true, PROGRESS);
      platform.close();
    }
  }

  private static ClusterSpec spec() {
    return new ClusterSpec(
        "st",
        "local",
        "code",
        List.of("127.0.20.1", "127.0.20.2", "127.0.20.3"),
        "127.0.20.10",
        Ports.DEFAULT,
        ShortenerSettings.DEFAULT,
        PostgresSettings.DEFAULT,
        null,
        null,
        null,
        null);
  }

  @Test
  @Order(1)
  void everyMemberIsHealthyWithOneLeaderEach() {
    awaitHealed();
    assertThat(role("primary")).hasSize(1);
    assertThat(role("master")).hasSize(1);
    assertThat(role("leader")).hasSize(1);
  }

  @Test
  @Order(2)
  void everyShortenerHasStartedFromTheCacheOfAnEarlierStart() {
    for (Member member : platform.lab().members(Shortener.COMPONENT)) {
      Identity process = Identity.parse(platform.identity(member).orElseThrow());
      assertThat(Path.of("/proc", Long.toString(process.pid()), "maps")).content().contains(".aot");
    }
  }

  @Test
  @Order(2)
  void aSecondUpChangesNothingAndKeepsEveryProcess() {
    Set<String> before = identities();
    long begun = System.nanoTime();
    assertThat(platform.up(PROGRESS).changed()).isEmpty();
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(3));
    assertThat(identities()).isEqualTo(before);
  }

  @Test
  @Order(3)
  void theEntryServesALinkThatSqlFindsOnEveryMember() throws Exception {
    String code = create("https://st.example/a");
    assertThat(redirect(code)).isEqualTo("https://st.example/a");
    for (Member member : platform.lab().members(Postgres.COMPONENT)) {
      await()
          .atMost(Duration.ofSeconds(5))
          .until(
              () ->
                  platform
                      .sql(
                          member,
                          "SELECT target FROM links WHERE code = '%s'".formatted(code),
                          Duration.ofSeconds(2))
                      .strip()
                      .equals("https://st.example/a"));
    }
  }

  @Test
  @Order(4)
  void aKilledShortenerIsRestartedAsAnotherProcess() {
    Member victim = member("shortener-2");
    String before = platform.identity(victim).orElseThrow();
    inject(processes().kill(victim));
    await()
        .atMost(Duration.ofSeconds(5))
        .until(() -> !Optional.of(before).equals(platform.identity(victim)));
    awaitHealed();
    assertThat(platform.identity(victim)).isPresent().isNotEqualTo(Optional.of(before));
  }

  @Test
  @Order(5)
  void aKilledPrimaryIsReplacedByAnotherMember() {
    Member before = role("primary").getFirst();
    inject(processes().kill(before));
    await()
        .atMost(HEAL)
        .until(() -> !role("primary").isEmpty() && !role("primary").contains(before));
    awaitHealed();
  }

  @Test
  @Order(6)
  void aKilledRedisMasterIsReplacedByAnotherMember() {
    Member before = role("master").getFirst();
    inject(processes().kill(before));
    await().atMost(HEAL).until(() -> !role("master").isEmpty() && !role("master").contains(before));
    awaitHealed();
  }

  @Test
  @Order(7)
  void aNodePoweredOffStaysDownUntilItIsPoweredOn() {
    Member primary = role("primary").getFirst();
    Node node = primary.node();
    Undo undo = inject(platform.capability(NodePower.class).orThrow().off(node));
    // A killed program is gone when the kernel has taken its memory back, on a busy machine later.
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () ->
                assertThat(platform.lab().members().stream().filter(m -> m.node().equals(node)))
                    .allSatisfy(m -> assertThat(platform.identity(m)).isEmpty()));
    await()
        .atMost(HEAL)
        .until(() -> !role("primary").isEmpty() && !role("primary").contains(primary));
    assertThat(platform.identity(primary)).isEmpty();
    platform.undo(undo);
    platform.undo(undo);
    awaitHealed();
  }

  @Test
  @Order(8)
  void aFrozenPrimaryStepsDownWhenThawed() {
    Member primary = role("primary").getFirst();
    String identity = platform.identity(primary).orElseThrow();
    Undo undo = inject(platform.capability(NodePower.class).orThrow().freeze(primary.node()));
    assertThat(platform.frozen(identity)).isTrue();
    long begun = System.nanoTime();
    assertThat(platform.members()).hasSize(platform.lab().members().size());
    // A question waits eight seconds for its answer, a look does not wait for each that is frozen.
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
    await()
        .atMost(HEAL)
        .until(() -> !role("primary").isEmpty() && !role("primary").contains(primary));
    platform.undo(undo);
    awaitHealed();
    assertThat(platform.frozen(identity)).isFalse();
    assertThat(role("primary")).hasSize(1).doesNotContain(primary);
  }

  @Test
  @Order(9)
  void aSwitchoverMovesThePrimary() {
    Member before = role("primary").getFirst();
    inject(platform.capability(PostgresFailover.class).orThrow().switchover(before));
    await()
        .atMost(HEAL)
        .until(() -> !role("primary").isEmpty() && !role("primary").contains(before));
    awaitHealed();
  }

  @Test
  @Order(10)
  void emptyCachesAreFilledFromADatabase() throws Exception {
    String code = create("https://st.example/b");
    redirect(code);
    platform.clearCaches();
    assertThat(
            send(HttpRequest.newBuilder(entry("/" + code)).GET()).headers().firstValue("X-Cache"))
        .hasValue("MISS");
  }

  @Test
  @Order(11)
  void pausedPatroniLeavesAKilledPrimaryDownUntilResumed() {
    Member primary = role("primary").getFirst();
    Undo undo = inject(platform.capability(PostgresFailover.class).orThrow().pause());
    inject(processes().kill(primary));
    await()
        .during(Duration.ofSeconds(6))
        .atMost(Duration.ofSeconds(8))
        .until(() -> role("primary").isEmpty());
    platform.undo(undo);
    awaitHealed();
  }

  @Test
  @Order(12)
  void logsHaveTheLinesOfTheirTime() {
    Instant now = Instant.now();
    Member member = member("postgres-1");
    assertThat(platform.log(member, now.minusSeconds(600), now)).isNotEmpty();
    assertThat(platform.log(member, now.plusSeconds(60), now.plusSeconds(61))).isEmpty();
  }

  @Test
  @Order(13)
  void downLeavesNoProcessAndNoPortAndUpFindsTheData() throws Exception {
    String code = create("https://st.example/kept");
    platform.down(false, PROGRESS);
    assertThat(platform.running()).isFalse();
    try (ServerSocket taken = new ServerSocket(5432, 1, InetAddress.getByName("127.0.20.2"))) {
      assertThatThrownBy(() -> platform.up(PROGRESS))
          .isInstanceOf(LabctlException.class)
          .hasMessageContaining("127.0.20.2:5432")
          .hasMessageContaining("process " + ProcessHandle.current().pid());
      assertThat(platform.running()).isFalse();
      assertThat(taken.isBound()).isTrue();
    }
    platform.up(PROGRESS);
    assertThat(redirect(code)).isEqualTo("https://st.example/kept");
  }

  private static Processes processes() {
    return platform.capability(Processes.class).orThrow();
  }

  private static Undo inject(Change change) {
    change.arm().run();
    change.inject().run();
    return change.undo();
  }

  private static void awaitHealed() {
    await()
        .atMost(HEAL)
        .untilAsserted(
            () ->
                assertThat(platform.members())
                    .allSatisfy(s -> assertThat(s.healthy()).as(s.toString()).isTrue()));
  }

  private static List<Member> role(String role) {
    return platform.members().stream()
        .filter(s -> role.equals(s.role()) && s.healthy())
        .map(MemberState::member)
        .toList();
  }

  private static Set<String> identities() {
    return platform.members().stream()
        .map(s -> String.valueOf(s.identity()))
        .collect(Collectors.toSet());
  }

  private static Member member(String name) {
    return platform.lab().members().stream()
        .filter(m -> m.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static String create(String target) throws Exception {
    HttpResponse<String> response =
        send(
            HttpRequest.newBuilder(entry("/api/links"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"target\":\"%s\"}".formatted(target))));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
    return response.body().replaceAll(".*\"code\":\"([^\"]+)\".*", "$1");
  }

  private static String redirect(String code) throws Exception {
    HttpResponse<String> response = send(HttpRequest.newBuilder(entry("/" + code)).GET());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(302);
    return response.headers().firstValue("Location").orElseThrow();
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request.timeout(Duration.ofSeconds(5)).build(), BodyHandlers.ofString());
    }
  }

  private static URI entry(String path) {
    return platform.lab().entry().resolve(path);
  }
}

package dev.labctl.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.labctl.lab.LoadsTheMachine;
import dev.labctl.process.Command;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the machine or the input lacks is said at once: one message with the next step, exit 2 or 3
 * within 10 s, and nothing half made. The program as a user has it, on what is wrong in fact. Long
 * because each case makes what is wrong: a socket, a listener, a certificate that has ended. Not
 * beside a K3s lab that starts, since the time is promised to a user on a calm machine.
 */
@LoadsTheMachine
class BadInputST {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final Duration HANGS = Duration.ofMinutes(1);
  private static final String IMAGE = "rancher/k3s:v1.34.4-k3s1";
  private static final String BLOCK = "127.0.16.";
  private static final char[] PASSWORD = "not-a-secret".toCharArray();

  @TempDir private Path work;
  private Path root;

  @BeforeEach
  void findLauncher() {
    root = Path.of("").toAbsolutePath().getParent();
    assumeThat(root.resolve("bin/labctl")).as("the launcher of a whole checkout").exists();
  }

  /** JUnit warns of each link that leads out of a folder that it deletes. */
  @AfterEach
  void deleteLinks() throws IOException {
    try (Stream<Path> links = Files.walk(work)) {
      for (Path link : links.filter(Files::isSymbolicLink).toList()) {
        Files.delete(link);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"up", "doctor"})
  void aMachineWithoutDockerIsTold(String command) throws IOException {
    Labctl without = onDocker(IMAGE).with("PATH", programsWithoutDocker().toString());

    refused(without.run(HANGS, command), command, 3, "docker is not installed", "apt-get install");
  }

  @ParameterizedTest
  @ValueSource(strings = {"up", "doctor", "status", "down"})
  void aDaemonThatIsDownIsTold(String command) throws IOException {
    needsDockerCommand();
    Labctl down = onDocker(IMAGE).with("DOCKER_HOST", "unix://" + work.resolve("none.sock"));

    refused(down.run(HANGS, command), command, 3, "docker", "systemctl start docker");
  }

  @ParameterizedTest
  @ValueSource(strings = {"up", "doctor"})
  void aDaemonThatHangsIsTold(String command) throws IOException {
    needsDockerCommand();
    try (ServerSocket silent = listening(0)) {
      Labctl hanging =
          onDocker(IMAGE)
              .with("DOCKER_HOST", "tcp://%s1:%d".formatted(BLOCK, silent.getLocalPort()));

      refused(
          hanging.run(HANGS, command), command, 3, "not ended within", "systemctl restart docker");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"up", "doctor"})
  void aSocketThatIsNotForThisUserIsTold(String command) throws IOException {
    Path docker = needsDockerCommand();
    Path socket = work.resolve("docker.sock");
    try (ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.bind(UnixDomainSocketAddress.of(socket));
      Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("---------"));
      Labctl stranger = onDocker(IMAGE).with("DOCKER_HOST", "unix://" + socket);
      if (System.getProperty("user.name").equals("root")) {
        // Root may use every socket; its docker as somebody else may not.
        stranger =
            stranger.with(
                "PATH",
                program(
                        "docker",
                        "exec setpriv --reuid=65534 --regid=65534 --clear-groups %s \"$@\""
                            .formatted(docker))
                    + ":"
                    + System.getenv("PATH"));
      }

      var result = stranger.run(HANGS, command);

      refused(result, command, 3, "permission denied", "usermod -aG docker", "as root");
      assertThat(result.out() + result.err()).doesNotContain("systemctl");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"up", "doctor"})
  void aPortThatIsTakenIsToldWithItsHolder(String command) throws IOException {
    needsDockerAndImage();
    try (var _ = listening(6443)) {
      refused(
          onDocker(IMAGE).run(HANGS, command),
          command,
          3,
          BLOCK + "1:6443 is held by process " + ProcessHandle.current().pid(),
          "another 'publish' address");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"up", "doctor"})
  void tooLittleMemoryIsTold(String command) throws IOException {
    needsDockerAndImage();
    Path meminfo = Files.writeString(work.resolve("meminfo"), "MemAvailable: 1048576 kB\n");
    String[] inItsPlace = {
      "unshare",
      "--mount",
      "sh",
      "-c",
      "mount --bind '%s' /proc/meminfo && exec \"$0\" \"$@\"".formatted(meminfo)
    };
    List<String> trial = new ArrayList<>(List.of(inItsPlace));
    trial.add("true");
    assumeThat(Command.of(trial).run(LIMIT).exit())
        .as("this user may mount, to show labctl a machine with little memory")
        .isZero();

    refused(
        onDocker(IMAGE).by(inItsPlace).run(HANGS, command),
        command,
        3,
        "1024 MB available",
        "need 6144 MB",
        "'local'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"up", "doctor"})
  void anImageThatNoRegistryHasIsTold(String command) throws IOException {
    needsDockerAndImage();

    refused(
        onDocker("registry.invalid/k3s:v1.34.4-k3s1").run(HANGS, command),
        command,
        3,
        "'registry.invalid/k3s:v1.34.4-k3s1' is neither on this machine nor to be had",
        "check 'image'",
        "--bundle FILE");
  }

  @ParameterizedTest
  @ValueSource(strings = {"up", "doctor"})
  void aRegistryThatHangsIsTold(String command) throws IOException {
    needsDockerAndImage();
    try (ServerSocket silent = listening(0)) {
      String image = "%s1:%d/k3s:v1.34.4-k3s1".formatted(BLOCK, silent.getLocalPort());

      refused(
          onDocker(image).run(HANGS, command),
          command,
          3,
          "its registry does not answer",
          "docker load");
    }
  }

  @Test
  void anExpiredCertificateOfTheUserIsToldWithoutAskingTheServer() throws Exception {
    KeyStore expired = expired();
    try (ServerSocket silent = listening(0)) {
      kubeconfig("https://%s1:%d".formatted(BLOCK, silent.getLocalPort()), expired, true);

      for (String command : List.of("up", "doctor")) {
        refused(
            onGiven("lab").run(HANGS, command),
            command,
            3,
            "those of the context 'lab' ended at 2",
            "get a new kubeconfig");
      }
    }
  }

  @Test
  void anExpiredCertificateOfTheServerIsTold() throws Exception {
    KeyStore expired = expired();
    HttpsServer api =
        HttpsServer.create(new InetSocketAddress(InetAddress.ofLiteral(BLOCK + "1"), 0), 0);
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(expired, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    api.setHttpsConfigurator(new HttpsConfigurator(context));
    api.start();
    try {
      kubeconfig("https://%s1:%d".formatted(BLOCK, api.getAddress().getPort()), expired, false);

      for (String command : List.of("up", "doctor")) {
        refused(onGiven("lab").run(HANGS, command), command, 3, "NotAfter", "kubectl --kubeconfig");
      }
    } finally {
      api.stop(0);
    }
  }

  @Test
  void anApiThatHangsIsTold() throws Exception {
    try (ServerSocket silent = listening(0)) {
      kubeconfig("https://%s1:%d".formatted(BLOCK, silent.getLocalPort()), expired(), false);

      for (String command : List.of("up", "doctor")) {
        refused(
            onGiven("lab").run(HANGS, command),
            command,
            3,
            "no API server",
            "kubectl --kubeconfig");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"up", "doctor", "down"})
  void aContextThatIsNotListedIsTold(String command) throws Exception {
    kubeconfig("https://127.0.16.1:1", expired(), false);

    refused(
        onGiven("staging").run(HANGS, command),
        command,
        2,
        "the context 'lab'",
        "allows: [staging]",
        "kubectl config use-context");
  }

  @ParameterizedTest
  @ValueSource(strings = {"up", "doctor", "down"})
  void aKubeconfigThatIsNotThereIsTold(String command) throws IOException {
    refused(
        onGiven("lab").run(HANGS, command),
        command,
        2,
        "cannot read the kubeconfig " + work.resolve("kubeconfig"),
        "'kubeconfig.file'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "clusters: [",
        "just words",
        "",
        "- a\n- list\n",
        "current-context: lab\nclusters: 7\ncontexts: {}\n",
        "current-context: lab\nusers: words\ncontexts: [{name: lab, context: {cluster: c}}]\n"
            + "clusters: [{name: c, cluster: {server: 'https://127.0.16.1:1'}}]\n"
      })
  void aKubeconfigThatIsNoneIsTold(String text) throws IOException {
    Files.writeString(work.resolve("kubeconfig"), text);

    refused(onGiven("lab").run(HANGS, "up"), "up", 2, work.resolve("kubeconfig").toString());
  }

  /** One message with all of that, in time, and nothing made. */
  private void refused(Labctl.Result result, String command, int exit, String... said)
      throws IOException {
    // Findings are doctor's data.
    String text = command.equals("doctor") && exit == 3 ? result.out() : result.err();
    assertThat(result.exit()).as(result.out() + result.err()).isEqualTo(exit);
    assertThat(text).contains(said).doesNotContain("\tat ", "Exception in", "a bug of ours");
    assertThat((result.out() + result.err()).lines().filter(l -> l.matches("(labctl:|MISSING).*")))
        .as(result.out() + result.err())
        .hasSize(1);
    assertInTime(result.took());
    Path home = work.resolve("home");
    if (Files.exists(home)) {
      try (Stream<Path> files = Files.walk(home)) {
        // Whoever takes the lab's lock needs its file.
        assertThat(files.filter(Files::isRegularFile).map(f -> f.getFileName().toString()))
            .isSubsetOf("lock");
      }
    }
    if (docker("version").exit() == 0) {
      for (String list : List.of("ps -aq", "volume ls -q", "network ls -q")) {
        assertThat(docker((list + " --filter label=dev.labctl.cluster=st-bad").split(" ")).out())
            .as("docker " + list)
            .isEmpty();
      }
    }
  }

  /**
   * On a machine that is too slow for it, labctl's own start is what no command can make up for,
   * and what it does beside waiting takes as much longer as a start does.
   */
  private void assertInTime(Duration took) throws IOException {
    if (took.compareTo(LIMIT) >= 0) {
      Duration start = onDocker(IMAGE).run(HANGS, "--version").took();
      assertThat(took)
          .as("beside a start of " + start)
          .isLessThan(LIMIT.plus(start.multipliedBy(5)));
    }
  }

  private Labctl onDocker(String image) throws IOException {
    return labctl(
        """
        apiVersion: labctl/v1
        kind: Cluster
        metadata: {name: st-bad}
        provider: k3s-docker
        image: %s
        subnet: 172.31.152.0/24
        publish: 127.0.16.10
        """
            .formatted(image));
  }

  private Labctl onGiven(String context) throws IOException {
    return labctl(
        """
        apiVersion: labctl/v1
        kind: Cluster
        metadata: {name: st-bad}
        provider: kubeconfig
        kubeconfig:
          file: %s
          contexts: [%s]
          edge: {node: edge, address: 127.0.16.10}
          images: registry.invalid/labctl
          services: 10.43.111.0/24
        """
            .formatted(work.resolve("kubeconfig"), context));
  }

  private Labctl labctl(String cluster) throws IOException {
    return new Labctl(root, Files.writeString(work.resolve("cluster.yaml"), cluster), work);
  }

  /**
   * For the context {@code lab}, which trusts that authority, and may prove itself with the other.
   */
  private void kubeconfig(String server, KeyStore identity, boolean prove) throws Exception {
    String authority = pem("CERTIFICATE", identity.getCertificate("authority").getEncoded());
    String certificate = pem("CERTIFICATE", identity.getCertificate("lab").getEncoded());
    String key = pem("PRIVATE KEY", identity.getKey("lab", PASSWORD).getEncoded());
    String user =
        prove
            ? "client-certificate-data: %s, client-key-data: %s".formatted(certificate, key)
            : "token: opaque";
    Files.writeString(
        work.resolve("kubeconfig"),
        """
        apiVersion: v1
        kind: Config
        current-context: lab
        clusters:
        - {name: lab, cluster: {server: '%s', certificate-authority-data: %s}}
        contexts:
        - {name: lab, context: {cluster: lab, user: me}}
        users:
        - {name: me, user: {%s}}
        """
            .formatted(server, authority, user));
  }

  /** An authority, and a certificate signed by it that ended yesterday. */
  private KeyStore expired() throws Exception {
    Path store = work.resolve("expired.p12");
    // Java takes a certificate that it is told to trust itself for good whatever its dates.
    keytool(store, "-alias authority -dname CN=authority -ext bc:c=ca:true -validity 30");
    keytool(
        store,
        "-alias lab -dname CN=lab -signer authority -ext san=ip:%s1 -startdate -10d -validity 9"
            .formatted(BLOCK));
    KeyStore made = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      made.load(in, PASSWORD);
    }
    Certificate authority = made.getCertificate("authority");
    // Without its key: a server shows any certificate of which it has the key.
    made.deleteEntry("authority");
    made.setCertificateEntry("authority", authority);
    return made;
  }

  private static void keytool(Path store, String certificate) {
    String tool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    List<String> line = new ArrayList<>(List.of(tool, "-genkeypair", "-keyalg", "EC"));
    line.addAll(List.of(certificate.split(" ")));
    line.addAll(List.of("-storetype", "PKCS12", "-keystore", store.toString()));
    line.addAll(List.of("-storepass", new String(PASSWORD)));
    Command.of(line).run(Duration.ofSeconds(30)).orThrow();
  }

  /** As a kubeconfig has it: Base64 of PEM. */
  private static String pem(String kind, byte[] content) {
    String pem =
        "-----BEGIN %s-----\n%s\n-----END %s-----\n"
            .formatted(kind, Base64.getMimeEncoder().encodeToString(content), kind);
    return Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII));
  }

  private static ServerSocket listening(int port) throws IOException {
    return new ServerSocket(port, 50, InetAddress.ofLiteral(BLOCK + "1"));
  }

  /** A folder with one program, a shell script. */
  private Path program(String name, String script) throws IOException {
    Path folder = Files.createDirectories(work.resolve("bin"));
    Path program = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    return folder;
  }

  /** A folder with all that the search path leads to, but docker. */
  private Path programsWithoutDocker() throws IOException {
    Path folder = Files.createDirectories(work.resolve("others"));
    for (Path from : searchPath()) {
      try (Stream<Path> programs = Files.list(from)) {
        for (Path program : programs.toList()) {
          Path link = folder.resolve(program.getFileName());
          if (!program.endsWith("docker") && !Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
            Files.createSymbolicLink(link, program);
          }
        }
      }
    }
    return folder;
  }

  private static List<Path> searchPath() {
    return Stream.of(System.getenv("PATH").split(":"))
        .map(Path::of)
        .filter(Files::isDirectory)
        .toList();
  }

  private static Path needsDockerCommand() {
    List<Path> found =
        searchPath().stream().map(p -> p.resolve("docker")).filter(Files::isExecutable).toList();
    assumeThat(found).as("the docker command").isNotEmpty();
    return found.getFirst();
  }

  private static void needsDockerAndImage() {
    needsDockerCommand();
    assumeThat(docker("image", "inspect", IMAGE).exit())
        .as("Docker answers, and has the image " + IMAGE)
        .isZero();
  }

  private static Command.Result docker(String... arguments) {
    List<String> line = new ArrayList<>(List.of("docker"));
    line.addAll(List.of(arguments));
    return Command.of(line).run(Duration.ofSeconds(30));
  }
}

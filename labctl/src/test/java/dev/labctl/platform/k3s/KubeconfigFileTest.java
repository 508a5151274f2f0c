package dev.labctl.platform.k3s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import dev.labctl.spec.ClusterSpec.Kubeconfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubeconfigFileTest {
  @TempDir private Path folder;

  @Test
  void readsTheCurrentContextOrTheOneThatIsNamed() throws IOException {
    write("https://10.0.0.1:6443", "opaque");

    assertThat(read(null, "lab", "other").server()).hasToString("https://10.0.0.1:6443");
    assertThat(read("other", "lab", "other").server()).hasToString("https://10.0.0.2:6443");
  }

  @Test
  void refusesAContextThatIsNotListed() throws IOException {
    write("https://10.0.0.1:6443", "opaque");

    assertThatThrownBy(() -> read(null, "staging"))
        .isInstanceOfSatisfying(
            LabctlException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessageContaining("the context 'lab'")
        .hasMessageContaining("not one that the cluster file allows: [staging]");
  }

  @Test
  void refusesAFileThatIsNotThere() {
    assertThatThrownBy(() -> read(null, "lab"))
        .isInstanceOfSatisfying(
            LabctlException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessageContaining("cannot read the kubeconfig");
  }

  @Test
  void knowsWhenATokenEnds() throws IOException {
    String claims = "{\"exp\":1700000000}";
    String token =
        "a."
            + Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(claims.getBytes(StandardCharsets.UTF_8))
            + ".c";
    write("https://10.0.0.1:6443", token);

    assertThat(read(null, "lab").expires()).contains(Instant.ofEpochSecond(1_700_000_000));
  }

  @Test
  void aLabStaysOnTheClusterOfItsFirstUse() throws IOException {
    write("https://10.0.0.1:6443", "opaque");
    FirstUse.of(read(null, "lab")).save(folder);
    FirstUse first = FirstUse.load(folder).orElseThrow();
    first.require(read(null, "lab"), folder);

    write("https://10.9.9.9:6443", "opaque");

    assertThatThrownBy(() -> first.require(read(null, "lab"), folder))
        .isInstanceOfSatisfying(
            LabctlException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.MACHINE))
        .hasMessageContaining("leads to https://10.9.9.9:6443, but this lab was made on")
        .hasMessageContaining("https://10.0.0.1:6443");
  }

  private KubeconfigFile read(@Nullable String context, String... allowed) {
    return KubeconfigFile.read(
        new Kubeconfig(
            folder.resolve("config").toString(),
            context,
            List.of(allowed),
            "labctl",
            List.of(),
            new Kubeconfig.Edge("edge", "10.0.0.9"),
            "r.example/lab",
            "10.96.7.0/24",
            31_000,
            null));
  }

  private void write(String server, String token) throws IOException {
    Files.writeString(
        folder.resolve("config"),
        """
        apiVersion: v1
        kind: Config
        current-context: lab
        clusters:
        - {name: one, cluster: {server: '%s'}}
        - {name: two, cluster: {server: 'https://10.0.0.2:6443'}}
        contexts:
        - {name: lab, context: {cluster: one, user: me}}
        - {name: other, context: {cluster: two, user: me}}
        users:
        - {name: me, user: {token: '%s'}}
        """
            .formatted(server, token));
  }
}

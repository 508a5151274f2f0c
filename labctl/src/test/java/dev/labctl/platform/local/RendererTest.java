package dev.labctl.platform.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.lab.Lab;
import dev.labctl.lab.Member;
import dev.labctl.platform.local.Renderer.Rendered;
import dev.labctl.platform.member.Secrets;
import dev.labctl.spec.ClusterReader;
import dev.labctl.spec.ClusterSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every member's files for clusters/local.yaml, against copies that people have read. */
class RendererTest {
  @TempDir private Path temp;

  private Lab lab;
  private Renderer renderer;
  private final Map<String, String> hidden = new HashMap<>();

  @BeforeEach
  void render() throws IOException {
    Path root = Path.of("").toAbsolutePath().getParent();
    ClusterSpec spec = new ClusterReader().read(root.resolve("clusters/local.yaml"), "local.yaml");
    Path state = Files.createDirectory(temp.resolve("state"));
    lab = LocalLabs.of(spec, state, root);
    MemberUser user = new MemberUser(System.getProperty("user.name"), false);
    Layout layout = new Layout(lab, "local-0123abcd", temp.resolve("data"));
    Secrets secrets = new Secrets(layout.secrets());
    secrets.create((file, text) -> user.write(file, text, false), new SecureRandom());
    for (Secrets.Secret secret : Secrets.Secret.values()) {
      hidden.put(secrets.value(secret), "<password of " + secret + ">");
    }
    Path bin = Files.createDirectory(temp.resolve("bin"));
    for (Tools.Tool tool : Tools.Tool.values()) {
      user.write(bin.resolve(tool.program()), "", true);
    }
    renderer =
        new Renderer(
            layout,
            secrets,
            new Tools(bin.toString()),
            new ShortenerJvm(temp.resolve("shortener.jar"), spec.shortener().heapMegabytes()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "etcd-2",
        "postgres-2",
        "redis-2",
        "sentinel-2",
        "shortener-2",
        "haproxy",
        "prometheus",
        "alertmanager"
      })
  void rendersTheFilesThatPeopleHaveRead(String name) throws IOException {
    Rendered rendered = renderer.render(member(name));
    StringBuilder all = new StringBuilder();
    new TreeMap<>(rendered.config())
        .forEach(
            (file, text) -> {
              if (!file.startsWith("alerts/")) {
                all.append("==== ").append(file).append('\n').append(text);
              }
            });
    all.append("==== run\n").append(rendered.run());
    rendered.finish().ifPresent(f -> all.append("==== finish\n").append(f));
    String actual = normal(all.toString());
    Path golden = Path.of("src/test/resources/dev/labctl/platform/local", name + ".golden");
    Path copy = Files.createDirectories(Path.of("target/golden")).resolve(name + ".golden");
    Files.writeString(copy, actual);
    assertThat(actual)
        .as("differs from %s; if that is meant, copy %s over it", golden, copy)
        .isEqualTo(Files.readString(golden));
  }

  @Test
  void noPasswordIsInARunScript() {
    for (Member member : lab.members()) {
      Rendered rendered = renderer.render(member);
      hidden.keySet().forEach(p -> assertThat(rendered.run()).doesNotContain(p));
    }
  }

  @Test
  void prometheusGetsTheProjectsAlerts() {
    assertThat(renderer.render(member("prometheus")).config())
        .containsKey("alerts/lab.yaml")
        .containsKey("prometheus.yaml");
  }

  private String normal(String text) {
    String normal = text.replace(temp.toString(), "<temp>");
    for (Map.Entry<String, String> secret : hidden.entrySet()) {
      normal = normal.replace(secret.getKey(), secret.getValue());
    }
    return normal
        .replace(Path.of(System.getProperty("java.home")).toString(), "<java>")
        .replaceAll("bin_dir: \\S+", "bin_dir: <postgres>");
  }

  private Member member(String name) {
    return lab.members().stream().filter(m -> m.name().equals(name)).findFirst().orElseThrow();
  }
}

package dev.labctl.platform.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.component.Components;
import dev.labctl.component.Secret;
import dev.labctl.component.Secrets;
import dev.labctl.component.local.MemberFiles;
import dev.labctl.component.local.Tool;
import dev.labctl.lab.Lab;
import dev.labctl.lab.Member;
import dev.labctl.lab.UsualComponents;
import dev.labctl.spec.ClusterReader;
import dev.labctl.spec.ClusterSpec;
import dev.labctl.spec.ClusterSpec.ShortenerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every member's files for clusters/local.yaml, against copies that people have read. */
class LocalFilesTest {
  private static final Components COMPONENTS = UsualComponents.OF_A_LAB;

  @TempDir private Path temp;

  private Lab lab;
  private MachineHost host;
  private final Map<String, String> hidden = new HashMap<>();

  @BeforeEach
  void render() throws IOException {
    Path root = project();
    ClusterSpec spec = new ClusterReader().read(root.resolve("clusters/local.yaml"), "local.yaml");
    Path state = Files.createDirectory(temp.resolve("state"));
    lab = LocalLabs.of(spec, COMPONENTS, state, root);
    MemberUser user = new MemberUser(System.getProperty("user.name"), false);
    Layout layout = new Layout(lab, "local-0123abcd", temp.resolve("data"));
    Secrets secrets = new Secrets(layout.secrets(), COMPONENTS.all());
    secrets.create((file, text) -> user.write(file, text, false), new SecureRandom());
    for (Secret secret : secrets.all()) {
      hidden.put(secrets.value(secret), "<password of " + secret + ">");
    }
    Path bin = Files.createDirectory(temp.resolve("bin"));
    Tools tools = new Tools(bin.toString(), COMPONENTS);
    for (Tool tool : tools.all()) {
      user.write(bin.resolve(tool.name()), "", true);
    }
    host = new MachineHost(layout, COMPONENTS, user, secrets, tools);
  }

  /** The project's data, and the shortener as it is built. */
  private Path project() throws IOException {
    Path project = Files.createDirectory(temp.resolve("project"));
    Files.createSymbolicLink(
        project.resolve("clusters"), Path.of("").toAbsolutePath().getParent().resolve("clusters"));
    Path jar = project.resolve(ShortenerSettings.DEFAULT.jar());
    Files.createDirectories(jar.getParent());
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    new JarOutputStream(Files.newOutputStream(jar), manifest).close();
    return project;
  }

  private MemberFiles files(Member member) {
    return COMPONENTS.of(member).local().files(host, member);
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
    MemberFiles rendered = files(member(name));
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
      MemberFiles rendered = files(member);
      hidden.keySet().forEach(p -> assertThat(rendered.run()).doesNotContain(p));
    }
  }

  @Test
  void prometheusGetsTheProjectsAlerts() {
    assertThat(files(member("prometheus")).config())
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
        .replaceAll("bin_dir: \\S+", "bin_dir: <postgres>")
        .replaceAll("<temp>/data/app/[0-9a-f]{12}/shortener-[0-9.]+jar", "<temp>/shortener.jar");
  }

  private Member member(String name) {
    return lab.members().stream().filter(m -> m.name().equals(name)).findFirst().orElseThrow();
  }
}

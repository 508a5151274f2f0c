package dev.labctl.platform.k3s;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.Golden;
import dev.labctl.cli.LabComponents;
import dev.labctl.component.Components;
import dev.labctl.component.Secret;
import dev.labctl.component.Secrets;
import dev.labctl.lab.Lab;
import dev.labctl.lab.Rendering.Repository;
import dev.labctl.lab.UsualComponents;
import dev.labctl.spec.ClusterReader;
import dev.labctl.spec.ClusterSpec;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The whole lab on K3s as YAML, against a copy that people have read. */
class RenderedTest {
  private static final Components COMPONENTS = UsualComponents.OF_A_LAB;
  private static final YAMLMapper YAML = new YAMLMapper();
  private static final Repository REPOSITORY =
      new Repository("https://git.example.org/lab.git", "main", "labs/k3s");

  @TempDir private Path temp;
  private Lab lab;
  private Owner owner;
  private Rendered rendered;

  /** The same of a lab that has every component. */
  private Rendered whole;

  @BeforeEach
  void render() throws IOException {
    Path root = Path.of("").toAbsolutePath().getParent();
    Path file = root.resolve("clusters/k3s-docker.yaml");
    ClusterSpec spec = new ClusterReader().read(file, "k3s-docker.yaml");
    Path state = temp.resolve("state");
    var nodes = new DockerNodes(spec, COMPONENTS, Objects.requireNonNull(spec.k3s()), state, root);
    lab = K3sLabs.of(spec, COMPONENTS, state, root, nodes, Placement.load(temp.resolve("none")));
    owner = nodes.owner();
    rendered = new Rendered(lab, COMPONENTS, owner, images(COMPONENTS));
    Path asked =
        Files.writeString(
            temp.resolve("whole.yaml"),
            Files.readString(file) + "clicks: kafka\ntracing: zipkin\n");
    whole = rendered(new ClusterReader().read(asked, "whole.yaml"), root);
  }

  private Rendered rendered(ClusterSpec spec, Path root) {
    Components components = LabComponents.ALL.of(spec);
    Path state = temp.resolve("state");
    var nodes = new DockerNodes(spec, components, Objects.requireNonNull(spec.k3s()), state, root);
    Lab of = K3sLabs.of(spec, components, state, root, nodes, Placement.load(temp.resolve("none")));
    return new Rendered(of, components, nodes.owner(), images(components));
  }

  private static Map<String, String> images() {
    return images(COMPONENTS);
  }

  /** Not the real tags: those change with every line of an image's source. */
  private static Map<String, String> images(Components components) {
    Map<String, String> images = new LinkedHashMap<>();
    components.all().stream()
        .flatMap(d -> d.pods().stream())
        .flatMap(p -> p.images().stream())
        .forEach(i -> images.put(i.name(), "docker.io/labctl/" + i.name() + ":0123456789ab"));
    return images;
  }

  @Test
  void isWhatPeopleHaveRead() {
    Golden.of("dev/labctl/platform/k3s/rendered.golden.yaml").assertSame(rendered.manifests());
  }

  /** What only some labs have, and what others have otherwise because of it. */
  @Test
  void whatEveryComponentAddsIsWhatPeopleHaveRead() {
    List<String> usual = List.of(rendered.manifests().split("(?m)^---\n"));
    StringBuilder added = new StringBuilder();
    for (String object : whole.manifests().split("(?m)^---\n")) {
      if (!usual.contains(object) && !object.startsWith("#")) {
        added.append("---\n").append(object);
      }
    }
    Golden.of("dev/labctl/platform/k3s/added.golden.yaml").assertSame(added.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"007", "no", "null", "on", "2026-01-01", "1e3"})
  void aNameThatYamlCouldTakeForSomethingElseStaysAText(String name) throws IOException {
    Path file = temp.resolve("named.yaml");
    Path root = Path.of("").toAbsolutePath().getParent();
    String usual = Files.readString(root.resolve("clusters/k3s-docker.yaml"));
    Files.writeString(file, usual.replace("{name: k3s-docker}", "{name: '" + name + "'}"));
    ClusterSpec spec = new ClusterReader().read(file, "named.yaml");
    Path state = temp.resolve("named");
    var nodes = new DockerNodes(spec, COMPONENTS, Objects.requireNonNull(spec.k3s()), state, root);
    Lab named =
        K3sLabs.of(spec, COMPONENTS, state, root, nodes, Placement.load(temp.resolve("none")));
    String text = new Rendered(named, COMPONENTS, nodes.owner(), images()).manifests();

    assertThat(text).contains("scope: '" + name + "'");
    assertThat(
            Pattern.compile("(?m)^(?!#).*[:\\[{,-] ?" + name + "(?:[,}\\]]|$)")
                .matcher(text)
                .results()
                .map(r -> r.group()))
        .isEmpty();
    assertThat(state).doesNotExist();
  }

  @Test
  void isTheSameTheNextTime() {
    assertThat(new Rendered(lab, COMPONENTS, owner, images()).manifests())
        .isEqualTo(rendered.manifests());
    assertThat(new Rendered(lab, COMPONENTS, owner, images()).gitops(REPOSITORY))
        .isEqualTo(rendered.gitops(REPOSITORY));
  }

  @Test
  void saysInYamlWhatIsApplied() {
    List<JsonNode> documents = documents(rendered.manifests());
    List<GenericKubernetesResource> objects = rendered.objects();
    assertThat(documents).hasSameSizeAs(objects);
    for (int i = 0; i < documents.size(); i++) {
      if (!objects.get(i).getKind().equals("Secret")) {
        JsonNode expected = YAML.valueToTree(objects.get(i));
        assertThat(documents.get(i)).isEqualTo(YAML.readTree(YAML.writeValueAsString(expected)));
      }
    }
  }

  /** Kubernetes chooses the others, and may choose one of ours that comes later. */
  @Test
  void everyNodePortIsOursAndNoTwoAreTheSame() {
    List<Integer> ports =
        documents(whole.manifests()).stream()
            .map(d -> d.path("spec"))
            .filter(s -> s.path("type").asString("").equals("NodePort"))
            .flatMap(s -> s.path("ports").valueStream())
            .map(p -> p.path("nodePort").asInt(0))
            .toList();
    assertThat(ports)
        .hasSizeGreaterThan(20)
        .doesNotHaveDuplicates()
        .allMatch(p -> p > 31000 && p < 31100);
  }

  @Test
  void holdsNoPasswordOfTheLabButAPlaceholderForEach() throws IOException {
    Secrets secrets =
        new Secrets(Files.createDirectories(lab.state().resolve("secrets")), COMPONENTS.all());
    secrets.create(RenderedTest::write, new SecureRandom());
    String everything =
        rendered.manifests() + String.join("", rendered.gitops(REPOSITORY).values());
    for (Secret secret : secrets.all()) {
      String value = secrets.value(secret);
      assertThat(everything)
          .contains(Rendered.placeholder(secret))
          .doesNotContain(value)
          .doesNotContain(
              Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8)));
    }
  }

  @Test
  void whatHasSeveralLinesIsFilledInInBase64() {
    String certificate = "LABCTLBACKUPCERTIFICATE0";
    assertThat(rendered.manifests())
        .containsPattern(
            "(?m)^data:\n  backup.crt: " + certificate + "\n  backup.key: LABCTLBACKUPKEY0$");
    // Kubernetes decodes it also while nobody has filled it in.
    assertThat(Base64.getDecoder().decode(certificate)).isNotEmpty();
    assertThat(Base64.getDecoder().decode("LABCTLBACKUPKEY0")).isNotEmpty();
  }

  @Test
  void anApplicationHasEveryObjectButSecretsAndNamesFoldersThatAreThere() {
    SortedMap<String, String> files = whole.gitops(REPOSITORY);
    assertThat(files.keySet().stream().filter(f -> f.matches("(components|secrets)/.*-.*\\.yaml")))
        .hasSameSizeAs(whole.objects());
    assertThat(files.keySet().stream().filter(f -> f.matches("components/.*/secret-.*"))).isEmpty();
    var applications = new TreeSet<String>();
    files.forEach(
        (path, text) -> {
          JsonNode document = path.endsWith(".yaml") ? YAML.readTree(text) : YAML.nullNode();
          String folder = path.replaceFirst("[^/]*$", "");
          document
              .path("resources")
              .valueStream()
              .forEach(r -> assertThat(files).containsKey(folder + r.asString()));
          if (document.path("kind").asString("").equals("Application")) {
            String source = document.path("spec").path("source").path("path").asString("");
            assertThat(source).startsWith("labs/k3s/");
            applications.add(source.substring("labs/k3s/".length()));
          }
        });
    assertThat(applications)
        .contains(
            "apps",
            "components/postgres",
            "components/kafka",
            "components/consumer",
            "components/foundation");
    assertThat(files.keySet().stream().filter(f -> f.startsWith("components/kafka/")))
        .contains(
            "components/kafka/statefulset-kafka.yaml",
            "components/kafka/poddisruptionbudget-kafka.yaml",
            "components/kafka/configmap-kafka-config.yaml",
            "components/kafka/service-kafka-3.yaml");
    assertThat(applications)
        .allSatisfy(folder -> assertThat(files).containsKey(folder + "/kustomization.yaml"));
  }

  @Test
  void namesTheImagesAsTheBundleDoes() {
    var named = new TreeSet<String>();
    Pattern.compile("image: \"?([^\\s\"]+)")
        .matcher(whole.manifests())
        .results()
        .forEach(m -> named.add(m.group(1)));
    assertThat(named).isEqualTo(new TreeSet<>(images(LabComponents.ALL).values()));
  }

  private static List<JsonNode> documents(String text) {
    try (MappingIterator<JsonNode> all = YAML.readerFor(JsonNode.class).readValues(text)) {
      return new ArrayList<>(all.readAll());
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}

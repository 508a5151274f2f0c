package dev.labctl.platform.k3s;

import dev.labctl.component.Components;
import dev.labctl.component.Secret;
import dev.labctl.component.Template;
import dev.labctl.component.TemplateValues;
import dev.labctl.component.pods.PodPart;
import dev.labctl.component.pods.PodPart.Application;
import dev.labctl.lab.Lab;
import dev.labctl.lab.Rendering;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;

/** A lab on K3s as {@code up} would apply it, with a placeholder in the place of each password. */
final class Rendered implements Rendering {
  private final Lab lab;
  private final Components components;
  private final Owner owner;
  private final Map<String, String> images;
  private final ObjectRenderer renderer;

  /**
   * The rendering of a lab.
   *
   * @param owner of its objects
   * @param images full name with tag, by the name of its folder in {@code clusters/images}
   */
  Rendered(Lab lab, Components components, Owner owner, Map<String, String> images) {
    this.components = components;
    this.lab = lab;
    this.owner = owner;
    this.images = images;
    this.renderer =
        new ObjectRenderer(
            lab,
            components,
            owner,
            images,
            Rendered::placeholder,
            file -> YamlText.inBase64(file.placeholder()));
  }

  /** A word of its own, so that no format it stands in needs quoting, as with the passwords. */
  static String placeholder(Secret secret) {
    return "LABCTL_" + secret.name() + "_PASSWORD";
  }

  /** In the order in which they are applied. */
  List<GenericKubernetesResource> objects() {
    return renderer.everything().stream()
        .sorted(Comparator.comparing(o -> Kind.of(o.getKind(), o.getMetadata().getName())))
        .toList();
  }

  @Override
  public String manifests() {
    return comment(guide("render-guide.txt", Map.of()))
        + objects().stream().map(YamlText::of).collect(Collectors.joining());
  }

  @Override
  public SortedMap<String, String> gitops(Repository repository) {
    String readme = guide("gitops-guide.md", Map.of("root", repository.folder("root.yaml")));
    return new GitOpsTree(lab.spec().name(), owner.namespace(), repository, applications())
        .files(objects(), renderer.configs(), readme);
  }

  private List<Application> applications() {
    return components.all().stream()
        .flatMap(d -> d.pods().stream())
        .flatMap(p -> p.applications().stream())
        .toList();
  }

  private String guide(String template, Map<String, String> more) {
    TemplateValues values = new TemplateValues();
    more.forEach(values::text);
    values.text("lab", lab.spec().name());
    values.text("namespace", owner.namespace());
    List<PodPart> parts = components.all().stream().flatMap(d -> d.pods().stream()).toList();
    values.text(
        "names",
        components.all().stream()
            .flatMap(d -> d.secrets().stream())
            .map(Secret::name)
            .collect(Collectors.joining(" ")));
    values.lines(
        "images", images.values().stream().map(i -> "  " + i).collect(Collectors.joining("\n")));
    parts.forEach(p -> p.guide(renderer, values));
    return Template.beside(Rendered.class, template).fill(values);
  }

  private static String comment(String text) {
    return text.lines()
        .map(l -> l.isEmpty() ? "#\n" : "# " + l + "\n")
        .collect(Collectors.joining());
  }
}

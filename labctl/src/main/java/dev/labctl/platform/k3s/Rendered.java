package dev.labctl.platform.k3s;

import dev.labctl.lab.Component;
import dev.labctl.lab.Lab;
import dev.labctl.lab.Rendering;
import dev.labctl.platform.member.DatabaseRoles;
import dev.labctl.platform.member.Secrets.Secret;
import dev.labctl.platform.member.Template;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A lab on K3s as {@code up} would apply it, with a placeholder in the place of each password. */
final class Rendered implements Rendering {
  private final Lab lab;
  private final Owner owner;
  private final Map<String, String> images;
  private final Renderer renderer;

  /**
   * The rendering of a lab.
   *
   * @param owner of its objects
   * @param images full name with tag, by the name of its folder in {@code clusters/images}
   */
  Rendered(Lab lab, Owner owner, Map<String, String> images) {
    this.lab = lab;
    this.owner = owner;
    this.images = images;
    this.renderer =
        new Renderer(
            lab,
            owner,
            images,
            Rendered::placeholder,
            new BackupIdentity(
                YamlText.inBase64("LABCTLBACKUPCERTIFICATE0"),
                YamlText.inBase64("LABCTLBACKUPKEY0")));
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
    return new GitOpsTree(lab.spec().name(), owner.namespace(), repository)
        .files(objects(), renderer.configs(), readme);
  }

  private String guide(String template, Map<String, String> more) {
    Map<String, String> values = new HashMap<>(more);
    values.put("lab", lab.spec().name());
    values.put("namespace", owner.namespace());
    values.put(
        "names", Arrays.stream(Secret.values()).map(Secret::name).collect(Collectors.joining(" ")));
    values.put("backupNames", backupNames());
    values.put(
        "images", images.values().stream().map(i -> "  " + i).collect(Collectors.joining("\n")));
    values.put("roles", new DatabaseRoles(Rendered::placeholder).sql().strip());
    return Template.beside(Rendered.class, template).fill(values);
  }

  private String backupNames() {
    Addresses addresses = new Addresses(lab.spec());
    return Stream.concat(
            Stream.of(addresses.backup()),
            lab.members(Component.POSTGRES).stream()
                .map(m -> addresses.service(Component.POSTGRES, K3sLabs.number(m))))
        .map(a -> "DNS:" + a)
        .collect(Collectors.joining(","));
  }

  private static String comment(String text) {
    return text.lines()
        .map(l -> l.isEmpty() ? "#\n" : "# " + l + "\n")
        .collect(Collectors.joining());
  }
}

package dev.labctl.platform.k3s;

import dev.labctl.component.Template;
import dev.labctl.component.TemplateValues;
import dev.labctl.exit.LabctlException;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.MappingIterator;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * The manifests in {@code clusters/manifests}, with a cluster's values in the place of {@code
 * ${name}}.
 *
 * @param folder of the YAML files; each may hold several objects
 * @param owner of the objects
 */
record Manifests(Path folder, Owner owner) {
  private static final YAMLMapper YAML = new YAMLMapper();

  /** The objects of every file of a sub-folder, or of the folder itself with an empty name. */
  List<GenericKubernetesResource> objects(String subfolder, TemplateValues values) {
    Path from = folder.resolve(subfolder);
    try (Stream<Path> files = Files.list(from)) {
      return files
          .filter(f -> f.toString().endsWith(".yaml"))
          .sorted()
          .flatMap(f -> file(folder.relativize(f).toString(), values).stream())
          .toList();
    } catch (IOException e) {
      throw LabctlException.machine("cannot list the manifests in %s: %s".formatted(from, e), e);
    }
  }

  /** The objects of a component that not every lab has; none for one that every lab has. */
  List<GenericKubernetesResource> own(String component, TemplateValues values) {
    String subfolder = "components/" + component;
    return Files.isDirectory(folder.resolve(subfolder)) ? objects(subfolder, values) : List.of();
  }

  /** The objects of one file, each marked as ours and in the lab's namespace. */
  List<GenericKubernetesResource> file(String name, TemplateValues values) {
    try {
      String text = Files.readString(folder.resolve(name));
      return parse(name, new Template(name, text).fill(values));
    } catch (IOException e) {
      throw LabctlException.machine(
          "cannot read the manifest %s: %s".formatted(folder.resolve(name), e), e);
    }
  }

  private List<GenericKubernetesResource> parse(String file, String text) {
    List<GenericKubernetesResource> objects = new ArrayList<>();
    try (MappingIterator<GenericKubernetesResource> documents =
        YAML.readerFor(GenericKubernetesResource.class).readValues(text)) {
      while (documents.hasNext()) {
        GenericKubernetesResource object = documents.next();
        // A document of comments alone.
        if (object != null) {
          objects.add(owned(object, file));
        }
      }
    } catch (JacksonException e) {
      throw LabctlException.usage(
          "clusters/manifests/%s is not valid YAML: %s".formatted(file, e.getOriginalMessage()));
    }
    return objects;
  }

  /** With what tells our objects from others'. */
  GenericKubernetesResource owned(GenericKubernetesResource object, String source) {
    Kind kind = Kind.of(object.getKind(), source);
    ObjectMeta meta = object.getMetadata();
    owner.mark(meta);
    if (kind.namespaced() && meta.getNamespace() == null) {
      meta.setNamespace(owner.namespace());
    }
    return object;
  }
}

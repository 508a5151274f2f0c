package dev.labctl.platform.k3s;

import dev.labctl.component.pods.ConfigFiles;
import dev.labctl.component.pods.PodPart.Application;
import dev.labctl.lab.Rendering.Repository;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A lab's objects as an app-of-apps tree for Argo CD: an Application for each component, and one
 * for those. Secrets are in a folder that no Application has: passwords do not belong in Git.
 *
 * @param lab the lab's name
 * @param components what they apply
 */
record GitOpsTree(
    String lab, String namespace, Repository repository, List<Application> components) {
  /** What all others need: accounts, rights, network policies. */
  private static final String FOUNDATION = "foundation";

  private List<Application> all() {
    return Stream.concat(
            Stream.of(Application.of(FOUNDATION, 0)),
            components.stream().sorted(Comparator.comparingInt(Application::wave)))
        .toList();
  }

  /** Every file's content by its path in the tree. */
  SortedMap<String, String> files(
      List<GenericKubernetesResource> objects, List<ConfigFiles> configs, String readme) {
    Map<String, String> owners = new HashMap<>();
    configs.forEach(c -> owners.put(c.name(), c.owner()));
    SortedMap<String, String> files = new TreeMap<>();
    Map<String, List<String>> resources = new TreeMap<>();
    for (GenericKubernetesResource object : objects) {
      boolean secret = object.getKind().equals("Secret");
      String folder = secret ? "secrets" : "components/" + component(object, owners);
      String file =
          "%s-%s.yaml"
              .formatted(object.getKind().toLowerCase(Locale.ROOT), object.getMetadata().getName());
      files.put(folder + "/" + file, YamlText.of(object));
      resources.computeIfAbsent(folder, f -> new ArrayList<>()).add(file);
    }
    for (Application application : all()) {
      String file = application.name() + ".yaml";
      files.put("apps/" + file, application(application));
      resources.computeIfAbsent("apps", f -> new ArrayList<>()).add(file);
    }
    resources.forEach((folder, names) -> files.put(folder + "/kustomization.yaml", list(names)));
    files.put("root.yaml", application(lab, "apps", 0, "argocd", true));
    files.put("README.md", readme);
    return files;
  }

  private String component(GenericKubernetesResource object, Map<String, String> owners) {
    String name = object.getMetadata().getName();
    String label = object.getMetadata().getLabels().get("app.kubernetes.io/name");
    String owner = label == null ? owners.getOrDefault(name, name) : label;
    return all().stream().anyMatch(a -> a.name().equals(owner)) ? owner : FOUNDATION;
  }

  private String application(Application application) {
    return application(
        lab + "-" + application.name(),
        "components/" + application.name(),
        application.wave(),
        namespace,
        application.automated());
  }

  private String application(
      String name, String folder, int wave, String destination, boolean automated) {
    Map<String, Object> policy = new TreeMap<>();
    // As labctl applies: fields that others own stay theirs.
    policy.put("syncOptions", List.of("ServerSideApply=true"));
    if (automated) {
      policy.put("automated", Map.of("prune", true, "selfHeal", true));
    }
    return YamlText.of(
        Map.of(
            "apiVersion",
            "argoproj.io/v1alpha1",
            "kind",
            "Application",
            "metadata",
            Map.of(
                "name",
                name,
                "namespace",
                "argocd",
                "annotations",
                Map.of("argocd.argoproj.io/sync-wave", Integer.toString(wave))),
            "spec",
            Map.of(
                "project",
                "default",
                "source",
                Map.of(
                    "repoURL",
                    repository.url(),
                    "targetRevision",
                    repository.revision(),
                    "path",
                    repository.folder(folder)),
                "destination",
                Map.of("server", "https://kubernetes.default.svc", "namespace", destination),
                "syncPolicy",
                policy)));
  }

  private static String list(List<String> resources) {
    return YamlText.of(
        Map.of(
            "apiVersion",
            "kustomize.config.k8s.io/v1beta1",
            "kind",
            "Kustomization",
            "resources",
            resources));
  }
}

package dev.labctl.platform.k3s;

import dev.labctl.lab.Rendering.Repository;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A lab's objects as an app-of-apps tree for Argo CD: an Application for each component, and one
 * for those. Secrets are in a folder that no Application has: passwords do not belong in Git.
 *
 * @param lab the lab's name
 */
record GitOpsTree(String lab, String namespace, Repository repository) {
  /** What all others need: accounts, rights, network policies. */
  private static final String FOUNDATION = "foundation";

  /** The schema's Job, which fails until somebody has made the database's roles. */
  private static final String MIGRATION = "migrate";

  /** Components and when they are applied; a wave waits for the one before to be healthy. */
  private static final Map<String, Integer> WAVES = waves();

  private static Map<String, Integer> waves() {
    Map<String, Integer> waves = new LinkedHashMap<>();
    waves.put(FOUNDATION, 0);
    waves.put("postgres", 1);
    waves.put("redis", 1);
    waves.put("backup", 1);
    waves.put("shortener", 2);
    waves.put("haproxy", 2);
    waves.put("prometheus", 2);
    waves.put("alertmanager", 2);
    waves.put(MIGRATION, 2);
    return waves;
  }

  /** Every file's content by its path in the tree. */
  SortedMap<String, String> files(
      List<GenericKubernetesResource> objects, List<ConfigObjects> configs, String readme) {
    Map<String, String> owners = new HashMap<>();
    configs.forEach(c -> owners.put(c.name(), c.component()));
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
    WAVES.forEach(
        (component, wave) -> {
          String file = component + ".yaml";
          files.put("apps/" + file, application(component, wave));
          resources.computeIfAbsent("apps", f -> new ArrayList<>()).add(file);
        });
    resources.forEach((folder, names) -> files.put(folder + "/kustomization.yaml", list(names)));
    files.put("root.yaml", application(lab, "apps", 0, "argocd", true));
    files.put("README.md", readme);
    return files;
  }

  private static String component(GenericKubernetesResource object, Map<String, String> owners) {
    String name = object.getMetadata().getName();
    String label = object.getMetadata().getLabels().get("app.kubernetes.io/name");
    String owner = label == null ? owners.getOrDefault(name, name) : label;
    return WAVES.containsKey(owner) ? owner : FOUNDATION;
  }

  private String application(String component, int wave) {
    return application(
        lab + "-" + component,
        "components/" + component,
        wave,
        namespace,
        !component.equals(MIGRATION));
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

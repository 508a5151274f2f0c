package dev.labctl.platform.k3s;

import dev.labctl.component.pods.ConfigFiles;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/** A component's files as Kubernetes takes them. */
final class ConfigObjects {
  private ConfigObjects() {}

  /** A Secret or a ConfigMap. */
  static GenericKubernetesResource of(ConfigFiles config) {
    Map<String, String> data = new TreeMap<>(config.files());
    if (config.secret()) {
      data.replaceAll(
          (file, text) ->
              Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
    }
    return new GenericKubernetesResourceBuilder()
        .withApiVersion("v1")
        .withKind(config.secret() ? "Secret" : "ConfigMap")
        .withNewMetadata()
        .withName(config.name())
        .endMetadata()
        .addToAdditionalProperties("data", data)
        .build();
  }
}

package dev.labctl.platform.k3s;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * A component's files as a Secret or a ConfigMap.
 *
 * @param secret whether a file holds a password
 * @param files content by name
 */
record ConfigObjects(String component, String name, boolean secret, Map<String, String> files) {
  ConfigObjects {
    files = Collections.unmodifiableMap(new TreeMap<>(files));
  }

  /** The Secret of a component. */
  static ConfigObjects secret(String component, Map<String, String> files) {
    return new ConfigObjects(component, component + "-config", true, files);
  }

  /** A ConfigMap of a component, for what anybody may read. */
  static ConfigObjects configMap(String component, String name, Map<String, String> files) {
    return new ConfigObjects(component, name, false, files);
  }

  /** As Kubernetes takes it. */
  GenericKubernetesResource object() {
    Map<String, String> data = new TreeMap<>(files);
    if (secret) {
      data.replaceAll(
          (file, text) ->
              Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
    }
    return new GenericKubernetesResourceBuilder()
        .withApiVersion("v1")
        .withKind(secret ? "Secret" : "ConfigMap")
        .withNewMetadata()
        .withName(name)
        .endMetadata()
        .addToAdditionalProperties("data", data)
        .build();
  }

  /** Changes when a file does: a pod's annotation, so that pods are replaced by new ones. */
  String hash() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      files.forEach(
          (file, text) ->
              digest.update((file + "\0" + text + "\0").getBytes(StandardCharsets.UTF_8)));
      return HexFormat.of().formatHex(digest.digest()).substring(0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}

package dev.labctl.component.pods;

import dev.labctl.hash.Sha256;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Files that a Secret or a ConfigMap brings into pods.
 *
 * @param owner whose they are: a component, or what it brings along
 * @param name of the object
 * @param secret whether a file holds a password
 * @param files content by name
 */
public record ConfigFiles(String owner, String name, boolean secret, Map<String, String> files) {
  public ConfigFiles {
    files = Collections.unmodifiableMap(new TreeMap<>(files));
  }

  /** As a Secret. */
  public static ConfigFiles secret(String owner, Map<String, String> files) {
    return new ConfigFiles(owner, owner + "-config", true, files);
  }

  /** As a ConfigMap, for what anybody may read. */
  public static ConfigFiles configMap(String owner, String name, Map<String, String> files) {
    return new ConfigFiles(owner, name, false, files);
  }

  /** Changes when a file does: a pod's annotation, so that pods are replaced by new ones. */
  public String hash() {
    StringBuilder all = new StringBuilder();
    files.forEach((file, text) -> all.append(file).append('\0').append(text).append('\0'));
    return Sha256.of(all.toString()).substring(0, 16);
  }
}

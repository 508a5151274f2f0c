package dev.labctl.platform.k3s;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/**
 * Kubernetes objects as YAML that people read: keys in alphabetical order, so that the same objects
 * give the same text, files as blocks, Secrets in clear.
 */
final class YamlText {
  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
          .enable(YAMLWriteFeature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
          .enable(YAMLWriteFeature.LITERAL_BLOCK_STYLE)
          .disable(YAMLWriteFeature.SPLIT_LINES)
          .disable(YAMLWriteFeature.USE_NATIVE_TYPE_ID)
          .build();

  private static final TypeReference<TreeMap<String, Object>> MAP = new TypeReference<>() {};

  private YamlText() {}

  /** One object as a document, which begins with {@code ---}. */
  static String of(GenericKubernetesResource object) {
    TreeMap<String, Object> map = YAML.convertValue(object, MAP);
    if (object.getKind().equals("Secret")) {
      map.put("stringData", clear(map.remove("data")));
    }
    return of(map);
  }

  /** Any value of maps, lists, texts and numbers as a document. */
  static String of(Map<String, ?> value) {
    return YAML.writeValueAsString(sorted(value));
  }

  /** What Kubernetes keeps in base 64, as it would show nobody what a placeholder stands in. */
  private static SortedMap<String, String> clear(@Nullable Object data) {
    SortedMap<String, String> clear = new TreeMap<>();
    if (data instanceof Map<?, ?> files) {
      files.forEach(
          (name, content) ->
              clear.put(
                  String.valueOf(name),
                  new String(
                      Base64.getDecoder().decode(String.valueOf(content)),
                      StandardCharsets.UTF_8)));
    }
    return clear;
  }

  private static @Nullable Object sorted(@Nullable Object value) {
    return switch (value) {
      case Map<?, ?> map -> {
        SortedMap<String, @Nullable Object> sorted = new TreeMap<>();
        map.forEach((key, inner) -> sorted.put(String.valueOf(key), sorted(inner)));
        yield sorted;
      }
      case List<?> list -> {
        List<@Nullable Object> all = new ArrayList<>();
        list.forEach(inner -> all.add(sorted(inner)));
        yield all;
      }
      case null, default -> value;
    };
  }
}

package dev.labctl.platform.k3s;

import dev.labctl.component.YamlWord;
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
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;
import tools.jackson.dataformat.yaml.util.StringQuotingChecker;

/**
 * Kubernetes objects as YAML that people read: keys in alphabetical order, so that the same objects
 * give the same text, files as blocks, Secrets in clear.
 */
final class YamlText {
  private static final YAMLMapper YAML =
      YAMLMapper.builder(YAMLFactory.builder().stringQuotingChecker(new Texts()).build())
          .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
          .enable(YAMLWriteFeature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
          .enable(YAMLWriteFeature.LITERAL_BLOCK_STYLE)
          .disable(YAMLWriteFeature.SPLIT_LINES)
          .disable(YAMLWriteFeature.USE_NATIVE_TYPE_ID)
          .build();

  private static final String IN_BASE64 = "base64:";

  private static final TypeReference<TreeMap<String, Object>> MAP = new TypeReference<>() {};

  /** A text stays one for every reader, as in the templates. */
  private static final class Texts extends StringQuotingChecker.Default {
    private static final long serialVersionUID = 1L;

    @Override
    public boolean needToQuoteValue(String value) {
      return super.needToQuoteValue(value) || YamlWord.ambiguous(value);
    }
  }

  private YamlText() {}

  /** One object as a document, which begins with {@code ---}. */
  static String of(GenericKubernetesResource object) {
    TreeMap<String, Object> map = YAML.convertValue(object, MAP);
    if (object.getKind().equals("Secret")) {
      secret(map);
    }
    return of(map);
  }

  /** Any value of maps, lists, texts and numbers as a document. */
  static String of(Map<String, ?> value) {
    return YAML.writeValueAsString(sorted(value));
  }

  /**
   * A Secret's value of several lines that somebody fills in: in base 64 it is one.
   *
   * @param placeholder of base 64's letters, a multiple of four, because Kubernetes decodes it
   */
  static String inBase64(String placeholder) {
    return IN_BASE64 + placeholder;
  }

  /** In clear, because base 64 would hide the placeholders from the person who fills them in. */
  private static void secret(Map<String, Object> object) {
    SortedMap<String, String> clear = new TreeMap<>();
    SortedMap<String, String> encoded = new TreeMap<>();
    if (object.remove("data") instanceof Map<?, ?> files) {
      files.forEach(
          (name, content) -> {
            byte[] bytes = Base64.getDecoder().decode(String.valueOf(content));
            String text = new String(bytes, StandardCharsets.UTF_8);
            if (text.startsWith(IN_BASE64)) {
              encoded.put(String.valueOf(name), text.substring(IN_BASE64.length()));
            } else {
              clear.put(String.valueOf(name), text);
            }
          });
    }
    if (!encoded.isEmpty()) {
      object.put("data", encoded);
    }
    object.put("stringData", clear);
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

package dev.labctl.yaml;

import dev.labctl.yaml.YamlNode.Items;
import dev.labctl.yaml.YamlNode.KeyValue;
import dev.labctl.yaml.YamlNode.Mapping;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The keys of one mapping. A key that is not among the known ones is a problem, so that a typing
 * error never passes silently.
 */
public final class Fields {
  private final Mark at;
  private final Problems problems;
  private final Map<String, KeyValue> entries = new LinkedHashMap<>();
  private final List<String> known;

  private Fields(Mark at, List<KeyValue> entries, Problems problems, List<String> known) {
    this.at = at;
    this.problems = problems;
    this.known = known;
    entries.forEach(e -> this.entries.put(e.key(), e));
  }

  /**
   * The fields of {@code node}, which must be a mapping with no key but {@code known}.
   *
   * @param what the mapping's name in messages
   */
  public static Fields of(YamlNode node, String what, Problems problems, String... known) {
    List<String> keys = List.of(known);
    if (!(node instanceof Mapping mapping)) {
      problems.add(
          node.at(),
          "%s is %s; must be a mapping of %s"
              .formatted(what, node.describe(), String.join(", ", keys)));
      return new Fields(node.at(), List.of(), problems, keys);
    }
    Fields fields = new Fields(mapping.at(), mapping.entries(), problems, keys);
    for (KeyValue e : mapping.entries()) {
      if (!keys.contains(e.key())) {
        problems.add(
            e.at(),
            "unknown key '%s' in %s; must be one of %s"
                .formatted(e.key(), what, String.join(", ", keys)));
      }
    }
    return fields;
  }

  /** Where the mapping starts. */
  public Mark at() {
    return at;
  }

  /** Where the key's value starts; the mapping's start when the key is absent. */
  public Mark at(String key) {
    KeyValue entry = entries.get(key);
    return entry == null ? at : entry.value().at();
  }

  /** Whether the key is there. */
  public boolean has(String key) {
    return entries.containsKey(key);
  }

  /** The value of a key that may be absent; empty also when it breaks its rule. */
  public <T> Optional<T> optional(String key, Decoder<T> decoder) {
    if (!known.contains(key)) {
      throw new IllegalArgumentException(key + " is not among " + known);
    }
    KeyValue entry = entries.get(key);
    if (entry == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(decoder.decode(entry.value()));
    } catch (InvalidValueException e) {
      problems.add(e.at(), "'%s' %s".formatted(key, e.problem()));
      return Optional.empty();
    }
  }

  /** The value of a key that must be there; empty when it is not or breaks its rule. */
  public <T> Optional<T> required(String key, Decoder<T> decoder) {
    if (!has(key)) {
      problems.add(at, "'%s' is missing; must be given".formatted(key));
    }
    return optional(key, decoder);
  }

  /** The items of a list; none when the key is absent. */
  public List<YamlNode> items(String key) {
    Decoder<List<YamlNode>> list =
        node ->
            switch (node) {
              case Items i -> i.items();
              case YamlNode.Scalar s -> throw InvalidValueException.mustBe(s, "a list");
              case Mapping m -> throw InvalidValueException.mustBe(m, "a list");
            };
    return optional(key, list).orElse(List.of());
  }
}

package dev.labctl.spec;

import dev.labctl.promql.InvalidPromQlException;
import dev.labctl.promql.PromQl;
import dev.labctl.yaml.InvalidValueException;
import dev.labctl.yaml.Values;
import dev.labctl.yaml.YamlNode;

/** Decodes the query of a guard or a steady-state check: valid PromQL that compares. */
final class ConditionText {
  private ConditionText() {}

  static String decode(YamlNode node) throws InvalidValueException {
    String text = Values.text(node);
    try {
      return PromQl.condition(text).text();
    } catch (InvalidPromQlException e) {
      int stripped =
          node instanceof YamlNode.Scalar s ? e.offset() + s.text().indexOf(text) : e.offset();
      throw new InvalidValueException(
          node instanceof YamlNode.Scalar s ? s.at(stripped) : node.at(),
          "is no condition in PromQL: %s".formatted(e.problem()));
    }
  }
}

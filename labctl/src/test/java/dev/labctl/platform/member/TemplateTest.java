package dev.labctl.platform.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TemplateTest {
  @Test
  void fillsEveryPlaceholderAndLeavesTheShellsOwn() {
    Template template = new Template("t", "a ${x} $(cat) \"$y\" ${x}");
    assertThat(template.fill(Map.of("x", "$1\\"))).isEqualTo("a $1\\ $(cat) \"$y\" $1\\");
  }

  @Test
  void aPlaceholderWithoutAValueIsNamed() {
    assertThatThrownBy(() -> new Template("t", "${lost}").fill(Map.of()))
        .hasMessageContaining("'lost'");
  }
}

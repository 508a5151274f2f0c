package dev.labctl.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateTest {
  @Test
  void fillsEveryPlaceholderAndLeavesTheShellsOwn() {
    Template template = new Template("t", "a ${x} $(cat) \"$y\" ${x}");
    assertThat(template.fill(new TemplateValues().text("x", "$1\\")))
        .isEqualTo("a $1\\ $(cat) \"$y\" $1\\");
  }

  @Test
  void aPlaceholderWithoutAValueIsNamed() {
    assertThatThrownBy(() -> new Template("t", "${lost}").fill(new TemplateValues()))
        .hasMessageContaining("'lost'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "007",
        "no",
        "Null",
        "on",
        "y",
        "2026-01-01",
        "1e3",
        "1_000",
        "0x1f",
        "12:30:45",
        "~",
        "",
        "-",
        "a b",
        "a: b",
        "a #b",
        "it's"
      })
  void aTextThatYamlCouldTakeForSomethingElseIsQuoted(String text) {
    Template template =
        new Template("t.yaml", "scope: ${x}\nlabels: {lab: ${x}, n: ${n}}\nlist: [${x}]\n- ${x}\n");
    String quoted = "'" + text.replace("'", "''") + "'";
    assertThat(template.fill(new TemplateValues().text("x", text).number("n", 7)))
        .isEqualTo(
            "scope: %1$s\nlabels: {lab: %1$s, n: 7}\nlist: [%1$s]\n- %1$s\n".formatted(quoted));
  }

  @Test
  void aTextThatIsOneAnywayOrAPartOfOneStaysAsItIs() {
    Template template = new Template("t.yaml", "a: ${x}\nb: '${y}'\nc: ${y}-leader\nd: ${y}:1\n");
    assertThat(template.fill(new TemplateValues().text("x", "127.0.10.1").text("y", "007")))
        .isEqualTo("a: 127.0.10.1\nb: '007'\nc: 007-leader\nd: 007:1\n");
  }

  @Test
  void onlyYamlIsQuoted() {
    assertThat(new Template("t.cfg", "x ${x}").fill(new TemplateValues().text("x", "007")))
        .isEqualTo("x 007");
  }
}

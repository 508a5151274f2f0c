package dev.labctl.component;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.cli.LabComponents;
import dev.labctl.lab.UsualComponents;
import org.junit.jupiter.api.Test;

class ComponentsTest {
  @Test
  void whatNotEveryLabHasAsksForMemoryOfItsOwn() {
    assertThat(UsualComponents.OF_A_LAB.extraMegabytes()).isZero();
    assertThat(LabComponents.ALL.extraMegabytes()).isGreaterThan(3 * 256);
  }
}

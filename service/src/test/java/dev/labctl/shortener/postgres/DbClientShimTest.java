package dev.labctl.shortener.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.builder.api.Prototype;
import io.helidon.builder.api.Prototype$ConfiguredBuilder;
import io.helidon.dbclient.jdbc.JdbcParametersConfig;
import org.junit.jupiter.api.Test;

/** Fails as soon as our copy of a Helidon type is of no more use. */
class DbClientShimTest {
  private static final String TYPE = "io/helidon/builder/api/Prototype$ConfiguredBuilder.class";
  private static final String DELETE_IT =
      "delete io/helidon/builder/api from the service's sources, this test, and say so in ADR 3:";

  @Test
  void helidonHasNoSuchTypeOfItsOwn() {
    assertThat(Prototype.class.getClassLoader().resources(TYPE))
        .as(DELETE_IT + " Helidon brings the type itself")
        .containsExactly(Prototype.class.getClassLoader().getResource(TYPE));
    assertThat(Prototype$ConfiguredBuilder.class.getProtectionDomain().getCodeSource())
        .as("where ours is from")
        .isEqualTo(Database.class.getProtectionDomain().getCodeSource());
  }

  @Test
  void dbClientWantsIt() {
    assertThat(Prototype$ConfiguredBuilder.class)
        .as(DELETE_IT + " DbClient does without")
        .isAssignableFrom(JdbcParametersConfig.Builder.class);
  }
}

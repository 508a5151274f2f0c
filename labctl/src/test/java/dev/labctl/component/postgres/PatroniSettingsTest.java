package dev.labctl.component.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.spec.ClusterSpec;
import org.junit.jupiter.api.Test;

class PatroniSettingsTest {
  @Test
  void onlyWhereTheStoreIsAwayAtTimesThePrimaryMayStayWithoutIt() {
    var k3s = new PatroniSettings(ClusterSpec.PostgresSettings.DEFAULT, true, true);
    var local = new PatroniSettings(ClusterSpec.PostgresSettings.DEFAULT, false, false);

    assertThat(k3s.json()).contains("\"failsafe_mode\":true", "\"archive_mode\":\"on\"");
    assertThat(local.json()).doesNotContain("failsafe_mode", "archive");
  }

  @Test
  void theSettingsFitPatronisRule() {
    ClusterSpec.PostgresSettings postgres = ClusterSpec.PostgresSettings.DEFAULT;

    assertThat(postgres.loopWaitSeconds() + 2 * postgres.retryTimeoutSeconds())
        .isLessThanOrEqualTo(postgres.ttlSeconds());
  }
}

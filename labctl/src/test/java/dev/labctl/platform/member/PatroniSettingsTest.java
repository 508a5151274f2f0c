package dev.labctl.platform.member;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.spec.ClusterSpec;
import org.junit.jupiter.api.Test;

class PatroniSettingsTest {
  @Test
  void onlyWhereTheStoreIsAwayAtTimesThePrimaryMayStayWithoutIt() {
    var k3s = new PatroniSettings(ClusterSpec.Postgres.DEFAULT, true, true);
    var local = new PatroniSettings(ClusterSpec.Postgres.DEFAULT, false, false);

    assertThat(k3s.json()).contains("\"failsafe_mode\":true", "\"archive_mode\":\"on\"");
    assertThat(local.json()).doesNotContain("failsafe_mode", "archive");
  }

  @Test
  void theSettingsFitPatronisRule() {
    ClusterSpec.Postgres postgres = ClusterSpec.Postgres.DEFAULT;

    assertThat(postgres.loopWaitSeconds() + 2 * postgres.retryTimeoutSeconds())
        .isLessThanOrEqualTo(postgres.ttlSeconds());
  }
}

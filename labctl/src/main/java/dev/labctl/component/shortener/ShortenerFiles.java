package dev.labctl.component.shortener;

import dev.labctl.component.MemberValues;
import dev.labctl.component.Template;
import dev.labctl.component.TemplateValues;
import dev.labctl.component.postgres.Postgres;
import dev.labctl.component.sentinel.Sentinel;
import java.util.stream.Collectors;

/** The configuration of an instance, the same on every platform. */
final class ShortenerFiles {
  private ShortenerFiles() {}

  /**
   * A member's.
   *
   * @param proxies addresses from which the edge speaks, separated by commas
   */
  static String configuration(MemberValues members, TemplateValues values, String proxies) {
    String own =
        Template.beside(ShortenerFiles.class, "shortener.yaml")
            .fill(
                values
                    .lines("trustedProxies", proxies)
                    .lines("postgresHosts", members.list(Postgres.COMPONENT, Postgres.SQL))
                    .lines("sentinelHosts", members.list(Sentinel.COMPONENT, Sentinel.SENTINEL)));
    return members.components().all().stream()
        .map(d -> d.shortenerSettings(members))
        .collect(Collectors.joining("", own, ""));
  }
}

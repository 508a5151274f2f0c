package dev.labctl.component.haproxy;

import dev.labctl.component.MemberValues;
import dev.labctl.component.Template;
import dev.labctl.component.TemplateValues;
import dev.labctl.component.redis.Redis;
import dev.labctl.component.shortener.Shortener;
import dev.labctl.lab.Member;
import java.util.function.Function;

/** HAProxy's configuration, the same on every platform. */
final class HaproxyFiles {
  private static final String SERVER = "  server %s %s check port %d";

  private HaproxyFiles() {}

  static String configuration(MemberValues members, TemplateValues values) {
    Function<Member, String> shortener =
        m ->
            SERVER.formatted(
                m.name(), members.at(m, Shortener.HTTP), members.port(Shortener.ADMIN));
    Function<Member, String> redis =
        m -> SERVER.formatted(m.name(), members.at(m, Redis.REDIS), members.port(Redis.REDIS));
    return Template.beside(HaproxyFiles.class, "haproxy.cfg")
        .fill(
            values
                .lines("redirectServers", members.each(Shortener.COMPONENT, "\n", shortener))
                .lines("writeServers", members.each(Shortener.COMPONENT, "\n", shortener))
                .lines("redisServers", members.each(Redis.COMPONENT, "\n", redis)));
  }
}

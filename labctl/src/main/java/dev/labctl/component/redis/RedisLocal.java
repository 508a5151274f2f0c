package dev.labctl.component.redis;

import dev.labctl.component.Template;
import dev.labctl.component.TemplateValues;
import dev.labctl.component.local.LocalHost;
import dev.labctl.component.local.LocalPart;
import dev.labctl.component.local.MemberFiles;
import dev.labctl.component.local.Tool;
import dev.labctl.component.sentinel.Sentinel;
import dev.labctl.lab.Member;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Redis as processes, each started as what the sentinels say it is. */
final class RedisLocal implements LocalPart {
  private static final Tool SERVER = Tool.program("redis-server", "redis-server");
  private static final Tool CLI = Tool.program("redis-cli", "redis-tools");

  @Override
  public List<Tool> tools() {
    return List.of(SERVER, CLI);
  }

  @Override
  public List<VersionedTool> versions() {
    return List.of(VersionedTool.of("redis", SERVER));
  }

  @Override
  public MemberFiles files(LocalHost host, Member member) {
    TemplateValues values =
        host.values(member)
            .text("binary", host.path(SERVER))
            .text("firstMaster", Redis.firstMaster(host.members()))
            .lines(
                "sentinelAddresses",
                host.members().each(Sentinel.COMPONENT, " ", host.members().address()))
            .text("sentinelPasswordFile", host.secrets().file(Sentinel.PASSWORD).toString());
    return new MemberFiles(
        Map.of("redis.conf", fill("redis.conf", values)),
        fill("redis.run", values),
        Optional.of(fill("redis.finish", values)));
  }

  private static String fill(String template, TemplateValues values) {
    return Template.beside(RedisLocal.class, template).fill(values);
  }
}

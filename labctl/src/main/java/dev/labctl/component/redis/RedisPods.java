package dev.labctl.component.redis;

import dev.labctl.component.Template;
import dev.labctl.component.TemplateValues;
import dev.labctl.component.pods.ConfigFiles;
import dev.labctl.component.pods.PodHost;
import dev.labctl.component.pods.PodImage;
import dev.labctl.component.pods.PodPart;
import dev.labctl.component.sentinel.Sentinel;
import dev.labctl.lab.Member;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Redis in pods, each with its Sentinel. */
final class RedisPods implements PodPart {
  @Override
  public String pod() {
    return "redis";
  }

  @Override
  public List<PodImage> images() {
    return List.of(PodImage.onNodes("redis"));
  }

  @Override
  public List<Application> applications() {
    return List.of(Application.of("redis", 1));
  }

  @Override
  public int service() {
    return 20;
  }

  @Override
  public List<ConfigFiles> files(PodHost host) {
    Map<String, String> files = new TreeMap<>(host.passwords(Redis.PASSWORD, Sentinel.PASSWORD));
    for (Member member : host.lab().members(Redis.COMPONENT)) {
      files.put(
          member.name() + ".conf",
          Template.beside(RedisPods.class, "redis.conf").fill(host.values(member)));
    }
    for (Member member : host.lab().members(Sentinel.COMPONENT)) {
      files.put(
          member.name() + ".conf", Sentinel.configuration(host.members(), host.values(member)));
    }
    return List.of(ConfigFiles.secret("redis", files));
  }

  @Override
  public void values(PodHost host, TemplateValues values) {
    values.text(
        "redisAddresses", host.members().each(Redis.COMPONENT, " ", host.members().address()));
  }

  @Override
  public List<VersionedProgram> versions() {
    return List.of(VersionedProgram.of("redis", "redis-server"));
  }
}

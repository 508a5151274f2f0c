package dev.labctl.component.shortener;

import dev.labctl.component.haproxy.Haproxy;
import dev.labctl.component.local.LocalHost;
import dev.labctl.component.local.MemberFiles;
import dev.labctl.component.pods.PodHost;
import dev.labctl.component.postgres.Postgres;
import dev.labctl.component.redis.Redis;
import dev.labctl.component.sentinel.Sentinel;
import dev.labctl.lab.Component;
import dev.labctl.lab.Member;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the shortener's program does under one of its sub-commands: {@code serve}, or a component's
 * own that runs the same program.
 *
 * @param command the sub-command
 */
public record ShortenerRole(String command) {
  /** K3s' own network of pods, HAProxy among them. */
  private static final String PODS = "10.42.0.0/16";

  /**
   * The files of a member on this machine.
   *
   * @param adminPort where it shows health and metrics
   */
  public MemberFiles files(LocalHost host, Member member, int adminPort) {
    return MemberFiles.of(
        "shortener.yaml",
        ShortenerFiles.configuration(
            host.members(),
            host.values(member).number("shortenerAdmin", adminPort),
            host.members().each(Haproxy.COMPONENT, ", ", host.members().address())),
        host.script(member, line(host, "config")));
  }

  /**
   * The files of a component's members in pods: each one's configuration by its name, and the
   * passwords that it names, but for the owner's, which only the migration needs.
   *
   * @param adminPort where they show health and metrics
   */
  public static Map<String, String> podFiles(PodHost host, Component component, int adminPort) {
    Map<String, String> files =
        new TreeMap<>(
            host.passwords(
                Postgres.APP,
                Postgres.READER,
                Redis.PASSWORD,
                Sentinel.PASSWORD,
                Shortener.ADMIN_TOKEN));
    for (Member member : host.lab().members(component)) {
      files.put(
          member.name() + ".yaml",
          ShortenerFiles.configuration(
              host.members(), host.values(member).number("shortenerAdmin", adminPort), PODS));
    }
    return files;
  }

  /** The command line with the configuration in a folder. */
  String line(LocalHost host, String folder) {
    return "%s --config %s/shortener.yaml".formatted(ShortenerJvm.of(host).line(command), folder);
  }
}

package dev.labctl.component.shortener;

import dev.labctl.component.haproxy.Haproxy;
import dev.labctl.component.local.LocalHost;
import dev.labctl.component.local.MemberFiles;
import dev.labctl.lab.Member;

/**
 * What the shortener's program does under one of its sub-commands: {@code serve}, or a component's
 * own that runs the same program.
 *
 * @param command the sub-command
 */
public record ShortenerRole(String command) {
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

  /** The command line with the configuration in a folder. */
  String line(LocalHost host, String folder) {
    return "%s --config %s/shortener.yaml".formatted(ShortenerJvm.of(host).line(command), folder);
  }
}

package dev.labctl.component.sentinel;

import dev.labctl.component.local.LocalHost;
import dev.labctl.component.local.LocalPart;
import dev.labctl.component.local.MemberFiles;
import dev.labctl.component.local.Tool;
import dev.labctl.lab.Member;
import java.util.List;

/** Sentinel as processes. */
final class SentinelLocal implements LocalPart {
  private static final Tool SENTINEL = Tool.program("redis-sentinel", "redis-sentinel");

  @Override
  public List<Tool> tools() {
    return List.of(SENTINEL);
  }

  @Override
  public MemberFiles files(LocalHost host, Member member) {
    return MemberFiles.of(
        "sentinel.conf",
        Sentinel.configuration(host.members(), host.values(member)),
        """
        #!/bin/sh
        exec 2>&1
        cd %1$s
        # Sentinel keeps what it learns in this file: only a new template replaces it.
        umask 077
        cmp -s config/sentinel.conf data/rendered || {
          cp config/sentinel.conf data/sentinel.conf
          cp config/sentinel.conf data/rendered
        }
        exec %2$s %1$s/data/sentinel.conf
        """
            .formatted(host.folder(member), host.path(SENTINEL)));
  }
}

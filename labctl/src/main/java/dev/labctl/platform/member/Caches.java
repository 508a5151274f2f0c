package dev.labctl.platform.member;

import dev.labctl.exit.LabctlException;
import dev.labctl.lab.Access;
import dev.labctl.lab.Component;
import dev.labctl.lab.Lab;
import dev.labctl.lab.Member;
import dev.labctl.lab.MemberState;
import dev.labctl.lab.Redundancy;
import dev.labctl.platform.member.Secrets.Secret;
import java.io.IOException;
import java.net.URI;
import java.util.List;

/** Empties Redis and each shortener's own cache. */
public record Caches(Lab lab, Secrets secrets, Web web) {
  /**
   * Empties them.
   *
   * @param states as just seen, for who is the Redis master
   */
  public void clear(List<MemberState> states) {
    Member master =
        Redundancy.leaders(Component.REDIS, states).stream()
            .findFirst()
            .orElseThrow(
                () -> LabctlException.machine("no Redis master to empty; see 'labctl status'"));
    try (Resp redis =
        new Resp(lab.endpoints().of(master, Access.REDIS), secrets.value(Secret.REDIS))) {
      redis.call("FLUSHALL");
    } catch (IOException e) {
      throw LabctlException.machine("cannot empty %s: %s".formatted(master.name(), e), e);
    }
    lab.members(Component.SHORTENER).forEach(this::clear);
  }

  private void clear(Member shortener) {
    URI uri = lab.endpoints().of(shortener, Access.SHORTENER_ADMIN).http("/admin/cache/clear");
    int status = web.post(uri, "", secrets.value(Secret.ADMIN)).map(Web.Answer::status).orElse(0);
    if (status / 100 != 2) {
      throw LabctlException.machine(
          "%s did not empty its cache: status %d (0: no answer), not 204"
              .formatted(shortener.name(), status));
    }
  }
}

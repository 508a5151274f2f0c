package dev.labctl.platform.member;

import dev.labctl.lab.Endpoint;
import dev.labctl.platform.member.Web.Answer;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** How an etcd is asked whether it is well and leads; platforms differ in what they let through. */
public enum EtcdProbe {
  /** Its own client port, through etcd's JSON gateway. */
  STATUS {
    @Override
    Vitals ask(Endpoint etcd, Web web) {
      Optional<Answer> answer = web.post(etcd.http("/v3/maintenance/status"), "{}");
      if (answer.isEmpty() || answer.get().status() != 200) {
        return Vitals.silent();
      }
      JsonNode json = answer.get().json();
      String leader = json.path("leader").asString("0");
      boolean leads = leader.equals(json.path("header").path("member_id").asString(""));
      return vitals(!leader.equals("0"), leads);
    }
  },

  /** Its metrics port: all that K3s shows of its embedded etcd without client certificates. */
  METRICS {
    @Override
    Vitals ask(Endpoint etcd, Web web) {
      Optional<Answer> answer = web.get(etcd.http("/metrics"));
      if (answer.isEmpty() || answer.get().status() != 200) {
        return Vitals.silent();
      }
      String text = answer.get().body();
      return vitals(one(text, "etcd_server_has_leader"), one(text, "etcd_server_is_leader"));
    }
  };

  abstract Vitals ask(Endpoint etcd, Web web);

  private static Vitals vitals(boolean hasLeader, boolean leads) {
    return hasLeader ? Vitals.well(leads ? "leader" : "follower") : Vitals.down("no leader");
  }

  private static boolean one(String metrics, String name) {
    // Not a pattern: the page has a thousand lines, and is read several times a second.
    return metrics.contains("\n" + name + " 1\n");
  }
}

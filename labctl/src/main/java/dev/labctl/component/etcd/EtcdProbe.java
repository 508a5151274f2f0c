package dev.labctl.component.etcd;

import dev.labctl.component.Vitals;
import dev.labctl.component.Web;
import dev.labctl.component.Web.Answer;
import dev.labctl.component.Web.Reply;
import dev.labctl.lab.Endpoint;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/** How an etcd is asked whether it is well and leads; platforms differ in what they let through. */
enum EtcdProbe {
  /** Its own client port, through etcd's JSON gateway. */
  STATUS {
    @Override
    Vitals ask(Endpoint etcd, Web web) {
      return EtcdProbe.of(
          web.post(etcd.http("/v3/maintenance/status"), "{}"), a -> vitals(a.json()));
    }

    private Vitals vitals(JsonNode json) {
      String leader = json.path("leader").asString("0");
      boolean leads = leader.equals(json.path("header").path("member_id").asString(""));
      return lead(!leader.equals("0"), leads);
    }
  },

  /** Its metrics port: all that K3s shows of its embedded etcd without client certificates. */
  METRICS {
    @Override
    Vitals ask(Endpoint etcd, Web web) {
      return EtcdProbe.of(web.ask(etcd.http("/metrics")), a -> vitals(a.body()));
    }

    private Vitals vitals(String text) {
      return lead(one(text, "etcd_server_has_leader"), one(text, "etcd_server_is_leader"));
    }
  };

  abstract Vitals ask(Endpoint etcd, Web web);

  private static Vitals of(Reply reply, Function<Answer, Vitals> judge) {
    return switch (reply) {
      case Reply.Answered(Answer answer) when answer.status() == 200 -> judge.apply(answer);
      case Reply.Answered(Answer answer) -> Vitals.down("says " + answer.status());
      case Reply.Slow _ -> Vitals.slow();
      case Reply.None _ -> Vitals.silent();
    };
  }

  private static Vitals lead(boolean hasLeader, boolean leads) {
    return hasLeader ? Vitals.well(leads ? "leader" : "follower") : Vitals.down("no leader");
  }

  private static boolean one(String metrics, String name) {
    // Not a pattern: the page has a thousand lines, and is read several times a second.
    return metrics.contains("\n" + name + " 1\n");
  }
}

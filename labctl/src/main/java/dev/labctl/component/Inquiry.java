package dev.labctl.component;

import dev.labctl.component.Web.Reply;
import dev.labctl.lab.Access;
import dev.labctl.lab.Endpoint;
import dev.labctl.lab.Lab;
import dev.labctl.lab.Member;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** What members are asked with. */
public record Inquiry(Lab lab, Secrets secrets, Web web, InstantSource clock) {
  /** Where labctl reaches a member. */
  public Endpoint at(Member member, Access access) {
    return lab.endpoints().of(member, access);
  }

  /** A member that is well when a page of it says so. */
  public Vitals http(Member member, Access access, String path, @Nullable String role) {
    return switch (web.ask(at(member, access).http(path))) {
      case Reply.Answered(Web.Answer answer) -> {
        boolean healthy = answer.status() / 100 == 2;
        String detail = healthy ? "" : path + " says " + answer.status();
        yield new Vitals(role, healthy, null, null, detail);
      }
      case Reply.Slow _ -> Vitals.slow();
      case Reply.None _ -> Vitals.silent();
    };
  }
}

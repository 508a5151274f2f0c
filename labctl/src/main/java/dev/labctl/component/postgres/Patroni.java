package dev.labctl.component.postgres;

import dev.labctl.component.Inquiry;
import dev.labctl.component.Secrets;
import dev.labctl.component.Web;
import dev.labctl.component.Web.Answer;
import dev.labctl.exit.LabctlException;
import dev.labctl.json.Json;
import dev.labctl.lab.Lab;
import dev.labctl.lab.Member;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/** Patroni's REST interface. */
public final class Patroni {
  /** Of Patroni's answer to a switchover that it has begun and not ended in its ten seconds. */
  private static final String STILL_AT_IT = "status unknown";

  private final Supplier<Lab> lab;
  private final Secrets secrets;
  private final Web web;

  /**
   * @param lab asked each time: on some platforms members move
   */
  public Patroni(Supplier<Lab> lab, Secrets secrets, Web web) {
    this.lab = lab;
    this.secrets = secrets;
    this.web = web;
  }

  /** That of a lab as it is now. */
  static Patroni of(Inquiry inquiry) {
    return new Patroni(inquiry::lab, inquiry.secrets(), inquiry.web());
  }

  /** What the member says of itself; empty without an answer. */
  public Optional<JsonNode> self(Member member) {
    return web.get(uri(member, "/patroni")).map(Answer::json);
  }

  /** Changes settings of the whole cluster through any member that answers. */
  public void configure(String json) {
    ask("PATCH", "/config", json, Duration.ofSeconds(5));
  }

  /** The settings of the whole cluster. */
  public Optional<JsonNode> settings() {
    return lab.get().members(Postgres.COMPONENT).stream()
        .map(m -> web.get(uri(m, "/config")))
        .flatMap(Optional::stream)
        .filter(a -> a.status() == 200)
        .map(Answer::json)
        .findFirst();
  }

  /**
   * Hands the lead to a standby of Patroni's choice. Patroni answers when that is done, or after
   * ten seconds while it is still at it: a caller that has to know must look who leads.
   */
  public void switchover(Member primary) {
    String json = Json.lines().writeValueAsString(Map.of("leader", primary.name()));
    Answer answer =
        call(primary, "POST", "/switchover", json, Duration.ofSeconds(30))
            .orElseThrow(
                () ->
                    LabctlException.machine(
                        "Patroni of %s did not answer the switchover; see 'labctl logs %s'"
                            .formatted(primary.name(), primary.name())));
    if (answer.status() != 200 && !answer.body().contains(STILL_AT_IT)) {
      throw LabctlException.machine(
          "Patroni refused the switchover from %s with %d: %s"
              .formatted(primary.name(), answer.status(), answer.body()));
    }
  }

  private void ask(String method, String path, String json, Duration limit) {
    String last = "no member answered";
    for (Member member : lab.get().members(Postgres.COMPONENT)) {
      Optional<Answer> answer = call(member, method, path, json, limit);
      if (answer.isPresent() && answer.get().status() == 200) {
        return;
      }
      if (answer.isPresent()) {
        last =
            "%s said %d: %s".formatted(member.name(), answer.get().status(), answer.get().body());
      }
    }
    throw LabctlException.machine(
        "Patroni's %s %s failed: %s; see 'labctl status'".formatted(method, path, last));
  }

  private Optional<Answer> call(
      Member member, String method, String path, String json, Duration limit) {
    return web.authorised(
        method, uri(member, path), json, "labctl", secrets.value(Postgres.PATRONI_PASSWORD), limit);
  }

  private URI uri(Member member, String path) {
    return lab.get().endpoints().of(member, Postgres.PATRONI).http(path);
  }
}

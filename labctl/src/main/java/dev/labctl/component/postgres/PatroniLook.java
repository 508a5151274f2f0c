package dev.labctl.component.postgres;

import dev.labctl.component.Inquiry;
import dev.labctl.component.Look;
import dev.labctl.component.Vitals;
import dev.labctl.component.Web.Answer;
import dev.labctl.component.Web.Reply;
import dev.labctl.lab.Member;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;

/** Asks each Patroni, and judges its Postgres by what all of them have said. */
final class PatroniLook implements Look {
  private final Inquiry inquiry;
  private final Map<String, JsonNode> answers = new ConcurrentHashMap<>();
  private final Set<Member> silent = ConcurrentHashMap.newKeySet();

  PatroniLook(Inquiry inquiry) {
    this.inquiry = inquiry;
  }

  @Override
  public void ask(Member member) {
    switch (inquiry.web().ask(inquiry.at(member, Postgres.PATRONI).http("/patroni"))) {
      case Reply.Answered(Answer answer) -> answers.put(member.name(), answer.json());
      case Reply.None _ -> silent.add(member);
      case Reply.Slow _ -> {
        // As if it had not been asked.
      }
    }
  }

  @Override
  public Vitals of(Member member) {
    if (answers.containsKey(member.name())) {
      return new PostgresJudge(Map.copyOf(answers), inquiry.clock()).judge(member.name());
    }
    return silent.contains(member) ? Vitals.down("no answer from Patroni") : Vitals.slow();
  }
}

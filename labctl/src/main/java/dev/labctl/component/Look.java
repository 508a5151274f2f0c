package dev.labctl.component;

import dev.labctl.lab.Member;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** One look at all members of a component: each is asked alone, then all are judged together. */
public interface Look {
  /** Asks one member; every member has a thread of its own for it. */
  void ask(Member member);

  /** What the answers say of a member; {@link Vitals#slow} when it has not answered yet. */
  Vitals of(Member member);

  /** For a component whose members need not know of each other's answers. */
  static Look each(Function<Member, Vitals> ask) {
    Map<Member, Vitals> answers = new ConcurrentHashMap<>();
    return new Look() {
      @Override
      public void ask(Member member) {
        answers.put(member, ask.apply(member));
      }

      @Override
      public Vitals of(Member member) {
        return answers.getOrDefault(member, Vitals.slow());
      }
    };
  }
}

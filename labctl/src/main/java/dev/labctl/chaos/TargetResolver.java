package dev.labctl.chaos;

import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import dev.labctl.lab.Component;
import dev.labctl.lab.Lab;
import dev.labctl.lab.Member;
import dev.labctl.lab.MemberState;
import dev.labctl.lab.Node;
import dev.labctl.spec.Target;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Finds what a target means now; where several fit, the run's recorded seed draws one. */
public final class TargetResolver {
  private final Lab lab;
  private final RandomGenerator random;

  public TargetResolver(Lab lab, RandomGenerator random) {
    this.lab = lab;
    this.random = random;
  }

  /**
   * Checks what can be known without asking the lab who leads.
   *
   * @throws LabctlException (usage) when the fault cannot be aimed at the target
   */
  public void check(Fault fault, Target target) {
    switch (target) {
      case Target.RoleOf role -> fits(fault, role.component(), role.role());
      case Target.RandomOf random -> fits(fault, random.component(), null);
      case Target.Named named -> fits(fault, member(named.member()).component().label(), null);
      case Target.NodeNamed named -> {
        node(named.node());
        needsNode(fault, target);
      }
      case Target.NodeOf of -> {
        notOnEdge(component(of.role().component()), of.role().toString());
        needsNode(fault, target);
      }
    }
    if (target instanceof Target.RandomOf
        && fault.takes() instanceof Fault.Takes.MemberOf m
        && m.role() != null) {
      throw misfit(fault, target.toString());
    }
  }

  /**
   * Resolves a target against the members as they are.
   *
   * @throws LabctlException usage when it does not fit the fault, inconclusive when no member has
   *     the role now
   */
  public ResolvedTarget resolve(Fault fault, Target target, List<MemberState> states) {
    check(fault, target);
    ResolvedTarget found =
        switch (target) {
          case Target.RoleOf role -> onMember(withRole(role, states));
          case Target.NodeOf of -> onMember(withRole(of.role(), states));
          case Target.RandomOf of -> onMember(draw(lab.members(component(of.component()))));
          case Target.Named named -> onMember(member(named.member()));
          case Target.NodeNamed named -> new ResolvedTarget(node(named.node()), null);
        };
    if (fault.takes() instanceof Fault.Takes.MemberOf of && of.role() != null) {
      String now = roleOf(found.onlyMember(), states).orElse("unknown");
      if (!now.equals(of.role())) {
        throw LabctlException.usage(
            "%s cannot be aimed at %s: its role is %s now; it takes %s"
                .formatted(fault.name(), target, now, of.rule()));
      }
    }
    return found;
  }

  private static ResolvedTarget onMember(Member member) {
    return new ResolvedTarget(member.node(), member);
  }

  private Member withRole(Target.RoleOf role, List<MemberState> states) {
    Component component = component(role.component());
    List<Member> fitting =
        states.stream()
            .filter(s -> s.member().component().equals(component))
            .filter(s -> role.role().equals(s.role()))
            .map(MemberState::member)
            .toList();
    if (fitting.isEmpty()) {
      throw LabctlException.of(
          ExitCode.INCONCLUSIVE, "no member is %s now; look at 'labctl status'".formatted(role));
    }
    return draw(fitting);
  }

  private static Optional<String> roleOf(Member member, List<MemberState> states) {
    return states.stream()
        .filter(s -> s.member().equals(member))
        .findFirst()
        .flatMap(s -> Optional.ofNullable(s.role()));
  }

  private Member draw(List<Member> members) {
    return members.get(members.size() == 1 ? 0 : random.nextInt(members.size()));
  }

  private void fits(Fault fault, String component, @org.jspecify.annotations.Nullable String role) {
    Component meant = component(component);
    notOnEdge(meant, component);
    boolean fits =
        switch (fault.takes()) {
          case Fault.Takes.AnyNode _ -> false;
          case Fault.Takes.MemberOf of ->
              of.component().equals(meant.label())
                  && (role == null || of.role() == null || of.role().equals(role));
        };
    if (!fits) {
      throw misfit(fault, role == null ? component : component + "-" + role);
    }
  }

  private static void needsNode(Fault fault, Target target) {
    if (!(fault.takes() instanceof Fault.Takes.AnyNode)) {
      throw misfit(fault, target.toString());
    }
  }

  private static LabctlException misfit(Fault fault, String actual) {
    return LabctlException.usage(
        "%s cannot be aimed at %s; it takes %s"
            .formatted(fault.name(), actual, fault.takes().rule()));
  }

  private static void notOnEdge(Component component, String actual) {
    if (component.onEdge()) {
      throw edge(actual);
    }
  }

  private static LabctlException edge(String actual) {
    return LabctlException.usage(
        actual
            + " stands on the edge, from where the lab is measured; no fault may be aimed at it");
  }

  private Component component(String label) {
    return lab.components().stream()
        .filter(c -> c.label().equals(label))
        .findFirst()
        .orElseThrow(
            () -> LabctlException.usage("there is no component '" + label + "' to aim at"));
  }

  private Member member(String name) {
    return lab.members().stream()
        .filter(m -> m.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                LabctlException.usage(
                    "there is no member '" + name + "' in this lab; see 'labctl status'"));
  }

  private Node node(String name) {
    if (name.equals(lab.edge().name())) {
      throw edge("node:" + name);
    }
    return lab.nodes().stream()
        .filter(n -> n.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                LabctlException.usage(
                    "there is no node '%s'; this lab has %s"
                        .formatted(name, lab.nodes().stream().map(Node::name).toList())));
  }
}

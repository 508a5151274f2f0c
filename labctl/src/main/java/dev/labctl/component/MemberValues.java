package dev.labctl.component;

import static java.util.stream.Collectors.joining;

import dev.labctl.lab.Access;
import dev.labctl.lab.Component;
import dev.labctl.lab.Lab;
import dev.labctl.lab.Member;
import dev.labctl.spec.ClusterSpec.Ports;
import java.util.function.Function;

/**
 * What the templates of every platform ask for. The platform adds where its files are, and where a
 * member listens elsewhere than it is announced; a component adds what is its own.
 *
 * @param address that other members reach a member by
 * @param password a placeholder where the password itself must not be shown
 */
public record MemberValues(
    Lab lab,
    Components components,
    Function<Member, String> address,
    Function<Secret, String> password) {

  /** The values by name, for one member's files. */
  public TemplateValues of(Member member) {
    TemplateValues v = new TemplateValues();
    v.text("member", member.name());
    v.text("address", address.apply(member));
    v.text("bind", address.apply(member));
    v.text("publicUrl", lab.entry().toString());
    Ports ports = lab.spec().ports();
    for (Definition definition : components.all()) {
      definition.ports().forEach(p -> v.number(p.name(), p.number().applyAsInt(ports)));
      definition.secrets().forEach(s -> v.text(s.file() + "Password", password.apply(s)));
    }
    v.number("gatling", ports.gatling());
    v.number("labctl", ports.labctl());
    return v;
  }

  /** The number of a port. */
  public int port(Access access) {
    return components.port(access).number().applyAsInt(lab.spec().ports());
  }

  /** Quoted {@code address:port} of a component's members, separated by commas. */
  public String list(Component component, Access access) {
    return each(component, ", ", m -> "'" + at(m, access) + "'");
  }

  /** A text for each member of a component, in order. */
  public String each(Component component, String between, Function<Member, String> text) {
    return lab.members(component).stream().map(text).collect(joining(between));
  }

  /** {@code address:port} of a member, as other members reach it. */
  public String at(Member member, Access access) {
    return address.apply(member) + ":" + port(access);
  }
}

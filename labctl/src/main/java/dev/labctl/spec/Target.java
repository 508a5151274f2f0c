package dev.labctl.spec;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.labctl.exit.LabctlException;
import java.util.regex.Pattern;

/** What a fault is aimed at, as text: {@code role:postgres-primary}, {@code node:node-1}, … */
public sealed interface Target {
  /** The member that has a role when the fault is injected, {@code role:<component>-<role>}. */
  record RoleOf(String component, String role) implements Target {
    @Override
    @JsonValue
    public String toString() {
      return "role:" + component + "-" + role;
    }
  }

  /** One member, {@code member:<name>}. */
  record Named(String member) implements Target {
    @Override
    @JsonValue
    public String toString() {
      return "member:" + member;
    }
  }

  /** One node, {@code node:<name>}. */
  record NodeNamed(String node) implements Target {
    @Override
    @JsonValue
    public String toString() {
      return "node:" + node;
    }
  }

  /** The node of the member that has a role, {@code node-of:role:<component>-<role>}. */
  record NodeOf(RoleOf role) implements Target {
    @Override
    @JsonValue
    public String toString() {
      return "node-of:" + role;
    }
  }

  /** Any member of a component, drawn with the run's recorded seed, {@code random:<component>}. */
  record RandomOf(String component) implements Target {
    @Override
    @JsonValue
    public String toString() {
      return "random:" + component;
    }
  }

  /** The five forms, for messages. */
  String FORMS =
      "role:<component>-<role>, member:<name>, node:<name>, node-of:role:<component>-<role>,"
          + " random:<component>";

  /**
   * Reads a target.
   *
   * @throws LabctlException (usage) for any other form
   */
  @JsonCreator
  static Target parse(String text) {
    var form =
        Pattern.compile("(node-of:)?role:([a-z0-9]+)-([a-z-]+)|(member|node|random):([a-z0-9-]+)")
            .matcher(text);
    if (!form.matches()) {
      throw LabctlException.usage("'" + text + "' is not a target; write one of " + FORMS);
    }
    if (form.group(2) != null) {
      RoleOf role = new RoleOf(form.group(2), form.group(3));
      return form.group(1) == null ? role : new NodeOf(role);
    }
    String name = form.group(5);
    return switch (form.group(4)) {
      case "member" -> new Named(name);
      case "node" -> new NodeNamed(name);
      default -> new RandomOf(name);
    };
  }
}

package dev.labctl.lab;

import java.util.Optional;

/** A platform's answer when it is asked for a capability. */
public sealed interface Offer<C extends Capability> {
  /** It has it. */
  record Present<C extends Capability>(C capability) implements Offer<C> {}

  /**
   * It has not.
   *
   * @param reason for people: a sentence without its full stop
   */
  record Absent<C extends Capability>(String reason) implements Offer<C> {}

  /** Why it cannot be had; empty when it can. */
  default Optional<String> lacking() {
    return switch (this) {
      case Present<C> _ -> Optional.empty();
      case Absent<C>(String reason) -> Optional.of(reason);
    };
  }

  /**
   * The capability.
   *
   * @throws dev.labctl.exit.LabctlException (usage) with the reason, when it is absent
   */
  default C orThrow() {
    return switch (this) {
      case Present<C>(C capability) -> capability;
      case Absent<C>(String reason) -> throw dev.labctl.exit.LabctlException.usage(reason);
    };
  }
}

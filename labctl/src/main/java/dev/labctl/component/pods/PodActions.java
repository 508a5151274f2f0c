package dev.labctl.component.pods;

import dev.labctl.lab.Member;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** What components do in a cluster once their pods run. */
public interface PodActions {
  /** Whether a Job's work is done; its manifest's file is in {@code clusters/manifests/jobs}. */
  boolean done(String job);

  /** Applies a Job and waits until its work is done. */
  void run(String job);

  /** Whether a volume of that name was made by this {@code up}. */
  boolean newVolume(String name);

  /** Runs a program in a member's container; see {@link #inPod}. */
  Output inMember(Member member, List<String> command, String input, Duration limit);

  /**
   * Runs a program in a pod that is no member's.
   *
   * @param command never with a secret: others on the node can read it
   * @param input given on standard input, which stays open: the program must end by itself
   * @throws dev.labctl.exit.LabctlException (exit 3) when it cannot start or does not end in time,
   *     or there is no pod
   */
  Output inPod(String prefix, String container, List<String> command, String input, Duration limit);

  /** Waits until a condition holds; a pod that cannot start ends the wait. */
  void await(String what, Supplier<String> look, Predicate<String> done);

  /** How a program ended. */
  record Output(int exit, String out, String err) {}
}

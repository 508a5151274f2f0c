package dev.labctl.component;

import dev.labctl.component.local.LocalPart;
import dev.labctl.component.pods.PodHost;
import dev.labctl.component.pods.PodPart;
import dev.labctl.lab.Access;
import dev.labctl.lab.Component;
import dev.labctl.lab.Lab;
import dev.labctl.lab.Member;
import dev.labctl.lab.MemberState;
import dev.labctl.spec.ClusterSpec;
import java.util.List;
import java.util.Optional;

/**
 * All that the lab knows of one component. What both platforms ask is said here once; how it runs
 * on each of them is said by its parts.
 */
public interface Definition {
  /** Nodes of a lab; every component on nodes has a member on each unless it says otherwise. */
  int NODES = 3;

  /** Its name and place in the model. */
  Component component();

  /** Whether a lab of this cluster file has it. */
  default boolean wanted(ClusterSpec spec) {
    return true;
  }

  /** How many members it has; the n-th stands on the n-th node. */
  default int members() {
    return component().onEdge() ? 1 : NODES;
  }

  /**
   * Megabytes of memory that one of its members takes, for who says whether a machine can have the
   * lab. The usual components, whose need was measured together, say nothing.
   */
  default int megabytes() {
    return 0;
  }

  /** The ports on which its members listen. */
  List<Port> ports();

  /** What of it has a password. */
  default List<Secret> secrets() {
    return List.of();
  }

  /** A new look at how its members are. */
  Look look(Inquiry inquiry);

  /** What Prometheus asks its members for. */
  default Optional<ScrapeJob> scrape() {
    return Optional.empty();
  }

  /**
   * Empties what it keeps of links; nothing where it keeps none.
   *
   * @param states of all members as just seen
   */
  default void clearCache(Inquiry inquiry, List<MemberState> states) {}

  /** How its members run as processes of this machine. */
  LocalPart local();

  /** How its members run in pods; empty where they are a part of the cluster underneath. */
  Optional<PodPart> pods();

  /**
   * On Kubernetes, how Prometheus asks members that are a part of the cluster underneath; empty
   * when it does not.
   */
  default String scrapeUnderneath(PodHost host) {
    return "";
  }

  /**
   * What an instance of the shortener has in its configuration because this component is there, in
   * lines of YAML; nothing for most.
   */
  default String shortenerSettings(MemberValues members) {
    return "";
  }

  /** The port of that access. */
  default Optional<Port> port(Access access) {
    return ports().stream().filter(p -> p.access().equals(access)).findFirst();
  }

  /** Its members in a lab. */
  default List<Member> of(Lab lab) {
    return lab.members(component());
  }
}

package dev.labctl.lab;

/** Pods, each of which has another in its place when it is gone. */
public non-sealed interface PodDeletion extends Capability {
  /**
   * Deletes the member's pod.
   *
   * @param graceful it may end its work first; otherwise it is gone at once
   */
  Change delete(Member member, boolean graceful);
}

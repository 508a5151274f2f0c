package dev.labctl.lab;

/** The processes that members consist of. */
public non-sealed interface Processes extends Capability {
  /**
   * SIGKILL to the member's main process (the postmaster for Postgres), which its supervisor
   * restarts.
   */
  Change kill(Member member);

  /** SIGSTOP to the member's main process and all that it has started, and to nothing else. */
  Change stop(Member member);

  /** Whether the member's main process is stopped. */
  boolean stopped(Member member);
}

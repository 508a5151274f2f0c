package dev.labctl.lab;

/** Patroni, which decides who leads. */
public non-sealed interface PostgresFailover extends Capability {
  /** Hands the lead to any healthy synchronous standby. */
  Change switchover(Member primary);

  /** Patroni's maintenance mode: it no longer fails over by itself. */
  Change pause();
}

package dev.labctl.lab;

/** Where labctl reaches members, from the machine that it runs on. */
@FunctionalInterface
public interface Endpoints {
  /** The endpoint; a member and an access that it does not have are a bug of the caller. */
  Endpoint of(Member member, Access access);
}

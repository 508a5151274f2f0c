package dev.labctl.lab;

/**
 * A change to the lab that a platform has planned and not made. Its undo is complete before the
 * first of its steps, so that it can be written down first.
 *
 * @param undo what takes it back, however far it got
 * @param arm its preparation, which has no effect on the system yet
 * @param inject makes it; returns when it is made, without waiting for the system to heal
 */
public record Change(Undo undo, Runnable arm, Runnable inject) {
  private static final Runnable NOTHING = () -> {};

  /** One that needs no preparation. */
  public static Change of(Undo undo, Runnable inject) {
    return new Change(undo, NOTHING, inject);
  }

  /** This one as the preparation of another; its undo takes both back. */
  public Change before(Change other) {
    return new Change(undo, inject, other.inject());
  }
}

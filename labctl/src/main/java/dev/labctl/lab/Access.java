package dev.labctl.lab;

/**
 * A way to reach a member: one of its ports.
 *
 * @param name as the cluster file's {@code ports} and the templates call it
 */
public record Access(String name) {
  @Override
  public String toString() {
    return name;
  }
}

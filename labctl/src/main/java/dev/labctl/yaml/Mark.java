package dev.labctl.yaml;

/** A place in a file; both count from 1, as editors do. */
public record Mark(int line, int column) {
  /** The start of a file. */
  public static final Mark START = new Mark(1, 1);
}

package dev.labctl.component.pods;

import dev.labctl.spec.ClusterSpec;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * An image of the lab's own.
 *
 * @param name its folder in {@code clusters/images}
 * @param onNodes whether nodes run it
 * @param onEdge whether the edge does
 * @param inputs what the build needs beside the folder: path in its context, and where the file is;
 *     from the project's root and the cluster file
 */
public record PodImage(
    String name,
    boolean onNodes,
    boolean onEdge,
    BiFunction<Path, ClusterSpec, Map<String, Path>> inputs) {
  /** One of the nodes, made of its folder alone. */
  public static PodImage onNodes(String name) {
    return new PodImage(name, true, false, (_, _) -> Map.of());
  }

  /** One of the edge, made of its folder alone. */
  public static PodImage onEdge(String name) {
    return new PodImage(name, false, true, (_, _) -> Map.of());
  }
}

package dev.labctl.component.pods;

import dev.labctl.component.Inquiry;
import dev.labctl.component.Port;
import dev.labctl.component.Settling;
import dev.labctl.component.TemplateValues;
import dev.labctl.lab.Member;
import dev.labctl.progress.Progress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a component's members run in pods of Kubernetes. Their manifests are data, in {@code
 * clusters/manifests}; the container of a member is called as its component.
 */
public interface PodPart {
  /** No Service of its own. */
  int NONE = -1;

  /** What its pods are called, without what Kubernetes adds. */
  String pod();

  /** The images that it brings. */
  List<PodImage> images();

  /**
   * Gets what its images are built from, when that is not there yet, and says so; whoever asks for
   * an image without this gets it without a word.
   *
   * @param root the project's root
   */
  default void prepare(Path root, Progress progress) {}

  /** Its applications in a tree for Argo CD. */
  default List<Application> applications() {
    return List.of();
  }

  /**
   * The last number of the first member's Service address, less one: a multiple of ten; on the edge
   * that of the only member's, where others ask it. {@link #NONE} without one.
   */
  default int service() {
    return NONE;
  }

  /** Ports that it has only in pods. */
  default List<Port> ports() {
    return List.of();
  }

  /** The files of its members, as the objects that bring them into the pods. */
  List<ConfigFiles> files(PodHost host);

  /** What its manifests ask for, beside what all do. */
  default void values(PodHost host, TemplateValues values) {}

  /** Files that are made once for each lab, such as certificates. */
  default List<KeyFile> keys() {
    return List.of();
  }

  /** Makes those of them that are missing, with mode 600. */
  default void makeKeys(PodHost host, Path folder) {}

  /** What has to be done once its pods run; harmless when it is. */
  default void settle(PodActions actions, Settling settling) {}

  /** Programs of the member's container whose versions a report names. */
  default List<VersionedProgram> versions() {
    return List.of();
  }

  /** What a shell in the member's container reads as the main process. */
  default String mainProcess() {
    // Its parent is tini: the kernel lets nobody inside a container kill PID 1.
    return "$(cat /proc/1/task/1/children)";
  }

  /** Whether the main process may be another one in the same container. */
  default boolean restartsWithin() {
    return false;
  }

  /**
   * When such a main process has started: an empty text when it does not run, empty without an
   * answer.
   */
  default Optional<String> started(Inquiry inquiry, Member member) {
    return Optional.empty();
  }

  /**
   * What the shells of runbooks' steps find in their environment.
   *
   * @param kubectl how they call kubectl
   */
  default Map<String, String> shell(String kubectl) {
    return Map.of();
  }

  /** What the guide of rendered manifests asks for. */
  default void guide(PodHost host, TemplateValues values) {}

  /**
   * One of Argo CD's applications.
   *
   * @param wave when it is applied; a wave waits for the one before to be healthy
   * @param automated whether it can be applied without a person doing something first
   */
  record Application(String name, int wave, boolean automated) {
    /** One that can. */
    public static Application of(String name, int wave) {
      return new Application(name, wave, true);
    }
  }

  /**
   * A file that is made once for each lab.
   *
   * @param placeholder what stands for it in rendered manifests: base 64, a multiple of four
   *     letters
   */
  record KeyFile(String name, String placeholder) {}

  /**
   * A program whose version is asked for.
   *
   * @param name as reports call it
   */
  record VersionedProgram(String name, List<String> command) {
    public VersionedProgram {
      command = List.copyOf(command);
    }

    /** One that knows {@code --version}. */
    public static VersionedProgram of(String name, String program) {
      return new VersionedProgram(name, List.of(program, "--version"));
    }
  }
}

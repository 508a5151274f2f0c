package dev.labctl.component.local;

import dev.labctl.component.Settling;
import dev.labctl.lab.Member;
import dev.labctl.progress.Progress;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How a component's members run as processes of this machine. */
public interface LocalPart {
  /** The programs that it needs. */
  List<Tool> tools();

  /** Those of them whose versions a report names. */
  default List<VersionedTool> versions() {
    return List.of();
  }

  /** What has to be there before its members' files can be written; harmless when it is. */
  default void prepare(LocalHost host, Progress progress) {}

  /** The files of a member. */
  MemberFiles files(LocalHost host, Member member);

  /** What has to be done once its members run; harmless when it is. */
  default void settle(LocalHost host, Settling settling) {}

  /** Its main process, where that is none that runit has started. */
  default Optional<PidFile> mainProcess() {
    return Optional.empty();
  }

  /** When it is stopped. */
  default StopOrder stopped() {
    return StopOrder.FIRST;
  }

  /** What the shells of runbooks' steps find in their environment. */
  default Map<String, String> shell(LocalHost host) {
    return Map.of();
  }

  /**
   * Where a program says which process it is.
   *
   * @param file in the member's data
   * @param program the name of the process: a number in an old file may be another's by now
   */
  record PidFile(String file, String program) {}

  /**
   * A program whose version is asked for.
   *
   * @param name as reports call it
   * @param option that prints it
   */
  record VersionedTool(String name, Tool tool, String option) {
    /** One that knows {@code --version}. */
    public static VersionedTool of(String name, Tool tool) {
      return new VersionedTool(name, tool, "--version");
    }
  }
}

package dev.labctl.component.local;

import java.util.Map;
import java.util.Optional;

/**
 * A member as files.
 *
 * @param config by name, in the member's config folder
 * @param run what runit executes
 * @param finish what runit executes after it has ended
 */
public record MemberFiles(Map<String, String> config, String run, Optional<String> finish) {
  public MemberFiles {
    config = Map.copyOf(config);
  }

  /** One of a single file. */
  public static MemberFiles of(String name, String content, String run) {
    return new MemberFiles(Map.of(name, content), run, Optional.empty());
  }
}

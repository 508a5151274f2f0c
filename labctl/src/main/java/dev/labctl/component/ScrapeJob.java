package dev.labctl.component;

import dev.labctl.lab.Access;
import java.util.List;

/**
 * What Prometheus asks of a component's members.
 *
 * @param job its name, the same on every platform
 * @param access the port
 * @param podPort what the port is called in the pods
 * @param options lines of YAML before the targets
 * @param relabelling lines of YAML after them
 */
public record ScrapeJob(
    String job, Access access, String podPort, List<String> options, List<String> relabelling) {
  public ScrapeJob {
    options = List.copyOf(options);
    relabelling = List.copyOf(relabelling);
  }

  /** One that takes everything. */
  public static ScrapeJob of(String job, Access access, String podPort) {
    return new ScrapeJob(job, access, podPort, List.of(), List.of());
  }
}

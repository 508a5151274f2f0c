package dev.labctl.platform.k3s.docker;

import dev.labctl.exit.LabctlException;
import dev.labctl.platform.k3s.image.DockerEngine;
import dev.labctl.platform.k3s.image.DockerEngine.DockerObject;
import dev.labctl.process.Command;
import dev.labctl.progress.Progress;
import dev.labctl.progress.Progress.ProgressStep;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The image that the nodes run. */
public record K3sImage(DockerEngine docker, String name) {
  /** A registry that answers at all does so within this; a user should not wait longer to know. */
  private static final Duration ASK = Duration.ofSeconds(5);

  private static final Duration PULL = Duration.ofMinutes(15);

  /** Whether it is on this machine. */
  public boolean present() {
    return docker.inspect(DockerObject.IMAGE, name).isPresent();
  }

  /**
   * Pulls it when it is not on this machine.
   *
   * @return whether it did
   * @throws LabctlException (exit 3) with the next step, within 10 s, when no registry has it
   */
  public boolean pullIfMissing(Progress progress) {
    if (present()) {
      return false;
    }
    try (ProgressStep step = progress.begin("Pulling " + name)) {
      ask();
      docker.run(List.of("pull", "--quiet", name), PULL);
      step.done("");
    }
    return true;
  }

  private void ask() {
    absence()
        .ifPresent(
            why -> {
              throw LabctlException.machine(why);
            });
  }

  /** Why no registry gives it, with the next step; empty when one does. Answers within 6 s. */
  Optional<String> absence() {
    try {
      Command.Result result = docker.ask(List.of("manifest", "inspect", name), ASK);
      return result.exit() == 0 ? Optional.empty() : Optional.of(absent(result.err().strip()));
    } catch (LabctlException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw e;
      }
      return Optional.of(absent("its registry does not answer"));
    }
  }

  private String absent(String why) {
    return ("the image '%s' is neither on this machine nor to be had: %s; check 'image' in the"
            + " cluster file, or bring it without a network: docker load -i FILE")
        .formatted(name, why);
  }
}

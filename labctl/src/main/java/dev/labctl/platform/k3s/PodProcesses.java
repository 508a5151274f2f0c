package dev.labctl.platform.k3s;

import dev.labctl.component.pods.PodActions;
import dev.labctl.component.pods.PodPart;
import dev.labctl.exit.LabctlException;
import dev.labctl.lab.Change;
import dev.labctl.lab.Member;
import dev.labctl.lab.Processes;
import dev.labctl.platform.Undos;
import dev.labctl.platform.Undos.UndoKind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Signals to members, which are containers: sent from inside, where a process has the same number
 * on every provider. Nothing but the container's own processes can be seen from there.
 */
final class PodProcesses implements Processes {
  private static final Duration EXEC = Duration.ofSeconds(10);

  /** The script's own deadline is shorter. */
  private static final Duration STOP = Duration.ofSeconds(25);

  private final K3sParts parts;
  private final UndoKind restart;
  private final UndoKind resume;

  PodProcesses(K3sParts parts, Undos undos) {
    this.parts = parts;
    this.restart =
        undos.kind(
            "restart",
            _ -> {
              // Kubernetes does it.
            });
    this.resume = undos.kind("resume", of -> resume(member(of.getFirst())));
  }

  @Override
  public Change kill(Member member) {
    String process = main(member);
    return Change.of(
        restart.promise(member.name()),
        () -> shell(member, "kill -9 " + process, "be killed", EXEC));
  }

  @Override
  public Change stop(Member member) {
    String process = main(member);
    return Change.of(
        resume.promise(member.name()), () -> signals(member, "stop " + process, "be stopped"));
  }

  @Override
  public boolean stopped(Member member) {
    return shell(member, "cut -d ' ' -f 3 /proc/%s/stat".formatted(main(member)), "be seen", EXEC)
        .strip()
        .equals("T");
  }

  /** A pod that is no more has taken what was stopped with it. */
  private void resume(Member member) {
    if (pod(member).isPresent()) {
      signals(member, "resume", "be continued");
    }
  }

  private void signals(Member member, String call, String what) {
    shell(member, script() + "\n" + call, what, STOP);
  }

  private String shell(Member member, String script, String what, Duration limit) {
    String pod =
        pod(member)
            .orElseThrow(
                () ->
                    LabctlException.machine(
                        "%s has no pod; see 'labctl status'".formatted(member.name())));
    PodActions.Output result =
        parts.exec().run(pod, member.component().label(), List.of("sh", "-c", script), "", limit);
    if (result.exit() != 0) {
      throw LabctlException.machine(
          "%s could not %s: %s; see 'labctl status'"
              .formatted(member.name(), what, result.err().strip()));
    }
    return result.out();
  }

  private Optional<String> pod(Member member) {
    return new Pods(parts.components())
        .of(member, parts.kube().pods())
        .map(p -> p.getMetadata().getName());
  }

  private Member member(String name) {
    return parts.lab().members().stream()
        .filter(m -> m.name().equals(name))
        .findFirst()
        .orElseThrow(() -> LabctlException.usage("there is no member '" + name + "' in this lab"));
  }

  private String main(Member member) {
    return parts
        .components()
        .of(member)
        .pods()
        .map(PodPart::mainProcess)
        .orElseThrow(
            () ->
                LabctlException.usage(
                    member.name()
                        + " is a part of its K3s server, and cannot be signalled by itself"));
  }

  private static String script() {
    try (InputStream text = PodProcesses.class.getResourceAsStream("signals.sh")) {
      if (text == null) {
        throw new IllegalStateException("signals.sh is not in labctl's jar");
      }
      return new String(text.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw LabctlException.machine("cannot read signals.sh: " + e, e);
    }
  }
}

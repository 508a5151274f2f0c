package dev.labctl.platform.k3s;

import dev.labctl.component.pods.PodActions.Output;
import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs a program in a container. */
final class PodExec {
  private final ApiServers servers;
  private final String namespace;

  PodExec(ApiServers servers, String namespace) {
    this.servers = servers;
    this.namespace = namespace;
  }

  /**
   * Runs it to its end, once.
   *
   * @param arguments never a secret: others on the node can read them
   * @param input given on standard input, which stays open: the program must end by itself
   * @throws LabctlException (exit 3) when it cannot start or has not ended in time
   */
  Output run(String pod, String container, List<String> arguments, String input, Duration limit) {
    String what = "run %s in %s/%s".formatted(arguments.getFirst(), pod, container);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    try (ExecWatch watch = start(what, pod, container, arguments, out, err)) {
      if (!input.isEmpty()) {
        OutputStream stdin = watch.getInput();
        stdin.write(input.getBytes(StandardCharsets.UTF_8));
        stdin.flush();
      }
      Integer exit = watch.exitCode().get(limit.toMillis(), TimeUnit.MILLISECONDS);
      if (exit == null) {
        throw LabctlException.machine(
            "cannot %s: the connection ended before the program did".formatted(what));
      }
      return new Output(exit, text(out), text(err));
    } catch (IOException | ExecutionException | KubernetesClientException e) {
      throw LabctlException.machine("cannot %s: %s".formatted(what, e.getMessage()), e);
    } catch (TimeoutException e) {
      throw LabctlException.machine(
          "cannot %s: not ended within %d ms".formatted(what, limit.toMillis()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw LabctlException.of(ExitCode.INTERRUPTED, "interrupted", e);
    }
  }

  private ExecWatch start(
      String what,
      String pod,
      String container,
      List<String> arguments,
      ByteArrayOutputStream out,
      ByteArrayOutputStream err) {
    KubernetesClient client = servers.one(what);
    return client
        .pods()
        .inNamespace(namespace)
        .withName(pod)
        .inContainer(container)
        // A member that is not ready is just what one may have to look into.
        .withReadyWaitTimeout(0)
        .redirectingInput()
        .writingOutput(out)
        .writingError(err)
        .exec(arguments.toArray(String[]::new));
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}

package dev.labctl.cli;

import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import dev.labctl.lab.Platform;
import dev.labctl.lab.Rendering;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code labctl render}. */
@Command(
    name = "render",
    description = {
      "Print the Kubernetes manifests that up applies, or write a tree for Argo CD.",
      "Needs no cluster and no Docker. Passwords are placeholders; the output says how to fill"
          + " them."
    },
    footer = {"", "Example:", "  labctl -c k3s-docker render --gitops gitops"})
final class RenderCommand implements Callable<Integer> {
  private final Session session;

  @Option(
      names = "--gitops",
      paramLabel = "DIR",
      description = "Write an app-of-apps tree there; what an earlier one wrote is replaced.")
  private @Nullable Path gitops;

  @Option(
      names = "--repo",
      paramLabel = "URL",
      defaultValue = "https://git.example.org/lab.git",
      description = "The repository that will hold the tree (default: ${DEFAULT-VALUE}).")
  private String repository = "";

  @Option(
      names = "--revision",
      paramLabel = "REV",
      defaultValue = "main",
      description = "Its branch or tag (default: ${DEFAULT-VALUE}).")
  private String revision = "";

  @Option(
      names = "--path",
      paramLabel = "PATH",
      defaultValue = "",
      description = "The tree's folder in it (default: the root).")
  private String path = "";

  RenderCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try (Platform platform = session.renderer()) {
      Rendering rendering =
          platform
              .rendering()
              .orElseThrow(
                  () ->
                      LabctlException.usage(
                          "cluster '%s' is of the provider '%s', which has no manifests; take one on Kubernetes: labctl -c k3s-docker render"
                              .formatted(
                                  session.clusterArgument(), platform.lab().spec().provider())));
      if (gitops == null) {
        session.printRaw(rendering.manifests().stripTrailing());
      } else {
        write(gitops, rendering);
      }
      return ExitCode.PASS.code();
    }
  }

  private void write(Path folder, Rendering rendering) {
    if (repository.isBlank() || revision.isBlank()) {
      throw LabctlException.usage("--repo and --revision must not be empty");
    }
    SortedMap<String, String> files =
        rendering.gitops(new Rendering.Repository(repository, revision, path));
    new FileTree(folder).replace(files);
    if (session.json()) {
      session.printJson(files.keySet());
    } else {
      session.print(
          "%d files in %s; %s says how to go on"
              .formatted(files.size(), folder, folder.resolve("README.md")));
    }
  }
}

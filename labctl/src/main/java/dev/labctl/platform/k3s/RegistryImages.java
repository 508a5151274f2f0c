package dev.labctl.platform.k3s;

import dev.labctl.component.pods.PodImage;
import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import dev.labctl.platform.k3s.image.DockerEngine;
import dev.labctl.platform.k3s.image.ImageBuilder;
import dev.labctl.progress.Progress;
import dev.labctl.progress.Progress.ProgressStep;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The lab's images in a registry, from which the nodes of a cluster that is not ours pull them.
 *
 * @param prefix registry and path, such as {@code registry.example.org/labctl}
 * @param state where a build is staged
 */
record RegistryImages(DockerEngine docker, ImageBuilder builder, String prefix, Path state) {
  private static final Duration ANSWER = Duration.ofSeconds(2);
  private static final Duration PUSH = Duration.ofMinutes(10);
  private static final String MANIFESTS =
      "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json,"
          + " application/vnd.docker.distribution.manifest.list.v2+json,"
          + " application/vnd.docker.distribution.manifest.v2+json";

  /** Every image's full name, by its short name; another tag when any input of it differs. */
  Map<String, String> names() {
    Map<String, String> names = new LinkedHashMap<>();
    builder.references().forEach((name, reference) -> names.put(name, full(reference)));
    return names;
  }

  /** The image of that short name. */
  PodImage image(String name) {
    return builder.image(name);
  }

  private String full(String reference) {
    return prefix + reference.substring(reference.indexOf('/'));
  }

  /** Why nodes could not pull an image, as far as that can be seen from here; empty when not. */
  Optional<String> absent(String image) {
    String registry = image.substring(0, image.indexOf('/'));
    int tag = image.lastIndexOf(':');
    // Docker's own is served under another name than it is called by.
    String host = registry.equals("docker.io") ? "registry-1.docker.io" : registry;
    String repository = image.substring(registry.length() + 1, tag);
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(ANSWER).build()) {
      int status =
          client
              .send(
                  HttpRequest.newBuilder(
                          URI.create(
                              "https://%s/v2/%s/manifests/%s"
                                  .formatted(host, repository, image.substring(tag + 1))))
                      .timeout(ANSWER)
                      .header("Accept", MANIFESTS)
                      .build(),
                  BodyHandlers.discarding())
              .statusCode();
      // One that asks for a login may have it: only the nodes, with their pull secrets, can tell.
      return status == 404 ? Optional.of("its registry has no such image") : Optional.empty();
    } catch (IOException e) {
      return Optional.of("its registry does not answer: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw LabctlException.of(ExitCode.INTERRUPTED, "interrupted", e);
    }
  }

  /** Builds those whose inputs have changed, and pushes all. */
  void push(Progress progress) {
    builder.build(state, progress);
    try (ProgressStep step = progress.begin("Pushing the images")) {
      builder
          .references()
          .values()
          .forEach(
              reference -> {
                docker.run("tag", reference, full(reference));
                docker.run(List.of("push", "--quiet", full(reference)), PUSH);
              });
      step.done("to " + prefix);
    }
  }
}

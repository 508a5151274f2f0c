package dev.labctl.platform.k3s;

import dev.labctl.exit.LabctlException;
import dev.labctl.hash.Sha256;
import dev.labctl.json.Json;
import dev.labctl.spec.ClusterSpec.Kubeconfig;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * The kubeconfig that a cluster file names, and its one context that is used.
 *
 * @param config as fabric8 reads it: server, authority and credentials of the context
 */
record KubeconfigFile(Path path, String context, Config config) {
  /**
   * Reads it.
   *
   * @throws LabctlException (exit 2) when it is not there, is none, or its context is not one that
   *     the cluster file allows
   */
  static KubeconfigFile read(Kubeconfig spec) {
    Path path = path(spec.file());
    JsonNode file;
    try {
      file = new YAMLMapper().readTree(Files.readString(path));
    } catch (IOException e) {
      throw LabctlException.usage(
          "cannot read the kubeconfig %s: %s; name another in 'kubeconfig.file'"
              .formatted(path, e instanceof NoSuchFileException ? "no such file" : e));
    } catch (JacksonException e) {
      throw none(path, e.getOriginalMessage());
    }
    if (!file.isObject()) {
      throw none(path, "it has no 'clusters', 'contexts' and 'users'");
    }
    String context = spec.context();
    if (context == null) {
      context = file.path("current-context").asString("");
    }
    refuseUnlisted(path, context, spec.contexts());
    JsonNode chosen = named(file.path("contexts"), context).path("context");
    JsonNode cluster = named(file.path("clusters"), chosen.path("cluster").asString(""));
    if (cluster.path("cluster").path("server").asString("").isEmpty()) {
      throw LabctlException.usage(
          "%s has no cluster with a server for the context '%s'; 'kubectl config get-contexts'"
              .formatted(path, context));
    }
    try {
      return new KubeconfigFile(path, context, Config.fromKubeconfig(context, path.toFile()));
    } catch (IllegalArgumentException | KubernetesClientException e) {
      throw none(path, String.valueOf(e.getMessage()));
    }
  }

  private static LabctlException none(Path path, String why) {
    return LabctlException.usage(
        "%s is no kubeconfig: %s; name another in 'kubeconfig.file', or get a new one"
            .formatted(path, why.lines().findFirst().orElse("")));
  }

  private static Path path(String file) {
    return file.startsWith("~/")
        ? Path.of(System.getProperty("user.home"), file.substring(2))
        : Path.of(file);
  }

  private static void refuseUnlisted(Path path, String context, List<String> allowed) {
    if (!allowed.contains(context)) {
      throw LabctlException.usage(
          "the context '%s' of %s is not one that the cluster file allows: %s; switch (kubectl config use-context), name one in 'kubeconfig.context', or add it to 'kubeconfig.contexts' when the lab may break things there"
              .formatted(context, path, allowed));
    }
  }

  private static JsonNode named(JsonNode list, String name) {
    for (JsonNode entry : list) {
      if (entry.path("name").asString("").equals(name)) {
        return entry;
      }
    }
    return list.path(-1);
  }

  /** Where the API answers. */
  URI server() {
    return URI.create(config.getMasterUrl().replaceFirst("/+$", ""));
  }

  /** What tells this cluster from another at the same address: a hash of its authority. */
  String authority() {
    @Nullable String data = config.getCaCertData();
    @Nullable String file = config.getCaCertFile();
    try {
      byte[] bytes =
          data != null
              ? data.getBytes(StandardCharsets.UTF_8)
              : file != null ? Files.readAllBytes(Path.of(file)) : new byte[0];
      return Sha256.of(bytes);
    } catch (IOException e) {
      throw LabctlException.usage(
          "%s names an authority that cannot be read: %s".formatted(path, e));
    }
  }

  /** When its credentials end, as far as they say so. */
  Optional<Instant> expires() {
    Optional<Instant> certificate =
        new Certificates(config, List.of())
            .own()
            .map(X509Certificate::getNotAfter)
            .map(java.util.Date::toInstant);
    if (certificate.isPresent()) {
      return certificate;
    }
    // fabric8 keeps a token that the file brings apart from one that a program sets.
    @Nullable String set = config.getOauthToken();
    return tokenExpires(set == null ? config.getAutoOAuthToken() : set);
  }

  private static Optional<Instant> tokenExpires(@Nullable String token) {
    String[] parts = token == null ? new String[0] : token.split("\\.");
    if (parts.length != 3) {
      return Optional.empty();
    }
    try {
      JsonNode claims =
          Json.lines()
              .readTree(
                  new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8));
      long seconds = claims.path("exp").asLong(0);
      return seconds == 0 ? Optional.empty() : Optional.of(Instant.ofEpochSecond(seconds));
    } catch (IllegalArgumentException | JacksonException notOfThatKind) {
      return Optional.empty();
    }
  }
}

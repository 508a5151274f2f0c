package dev.labctl.platform.k3s;

import dev.labctl.exit.LabctlException;
import dev.labctl.json.Json;
import dev.labctl.lab.PrivateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The cluster on which a lab was first brought up: it never moves to another by a changed
 * kubeconfig.
 *
 * @param server the API's address
 * @param authority a hash of what signs the server's certificate
 * @param owner what the lab's objects are labelled with, so that they are told from those of
 *     somebody else's lab of the same name
 */
record FirstUse(String server, String authority, String owner) {
  private static final String FILE = "cluster.json";
  private static final int BYTES = 5;

  /** That of a cluster which is used now for the first time. */
  static FirstUse of(KubeconfigFile kubeconfig) {
    byte[] bytes = new byte[BYTES];
    new SecureRandom().nextBytes(bytes);
    return new FirstUse(
        kubeconfig.server().toString(),
        kubeconfig.authority(),
        "lab-" + HexFormat.of().formatHex(bytes));
  }

  /** As recorded; empty before the first {@code up}. */
  static Optional<FirstUse> load(Path state) {
    Path file = state.resolve(FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Json.lines().readValue(Files.readString(file), FirstUse.class));
    } catch (IOException e) {
      throw LabctlException.machine("cannot read %s: %s".formatted(file, e), e);
    }
  }

  void save(Path state) {
    new PrivateFile(state.resolve(FILE)).write(Json.lines().writeValueAsString(this) + "\n");
  }

  static void forget(Path state) {
    try {
      Files.deleteIfExists(state.resolve(FILE));
    } catch (IOException e) {
      throw LabctlException.machine("cannot delete %s: %s".formatted(FILE, e), e);
    }
  }

  /**
   * Insists that the kubeconfig leads to the same cluster.
   *
   * @throws LabctlException (exit 3) when it does not
   */
  void require(KubeconfigFile kubeconfig, Path state) {
    boolean moved = !server.equals(kubeconfig.server().toString());
    if (moved || !authority.equals(kubeconfig.authority())) {
      throw LabctlException.machine(
          "the context '%s' of %s leads to %s%s, but this lab was made on %s; use the kubeconfig of then, or, if that cluster is the same and has only changed its %s, delete %s"
              .formatted(
                  kubeconfig.context(),
                  kubeconfig.path(),
                  kubeconfig.server(),
                  moved ? "" : " under another authority",
                  server,
                  moved ? "address" : "authority",
                  state.resolve(FILE)));
    }
  }
}

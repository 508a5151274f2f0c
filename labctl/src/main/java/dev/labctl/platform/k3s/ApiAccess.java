package dev.labctl.platform.k3s;

import io.fabric8.kubernetes.client.Config;
import java.net.URI;
import java.util.List;
import java.util.function.Supplier;

/**
 * How the Kubernetes API is reached.
 *
 * @param entries where it answers, the preferred first
 * @param servers each API server by itself
 * @param credentials what labctl proves with to the API who it is; there once the nodes are made
 */
record ApiAccess(List<URI> entries, List<URI> servers, Supplier<Config> credentials) {
  ApiAccess {
    entries = List.copyOf(entries);
    servers = List.copyOf(servers);
  }
}

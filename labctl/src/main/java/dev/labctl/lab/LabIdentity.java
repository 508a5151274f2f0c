package dev.labctl.lab;

import dev.labctl.exit.LabctlException;
import dev.labctl.hash.Sha256;
import dev.labctl.json.Json;
import dev.labctl.spec.ClusterSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.core.JacksonException;

/**
 * Which lab a state folder belongs to. It is written down by the first {@code up} and kept until
 * {@code down --purge}: a lab never changes its name or its addresses in between, and it stays the
 * same lab under every spelling of its folder.
 *
 * @param id on this machine: the name and a hash of the folder's real path
 * @param name in the cluster file
 * @param file the cluster file of the first {@code up}, absolute
 * @param addresses where its members are, as {@link #addresses(ClusterSpec)} says it
 */
public record LabIdentity(String id, String name, Path file, String addresses) {
  private static final String FILE = "lab.json";

  /**
   * The folder without links, whether it exists or not: the existing part of the path as the kernel
   * resolves it, and the rest as it stands.
   */
  public static Path realFolder(Path folder) {
    Path existing = folder.toAbsolutePath();
    while (existing.getParent() != null && !Files.exists(existing)) {
      existing = existing.getParent();
    }
    try {
      return existing
          .toRealPath()
          .resolve(existing.relativize(folder.toAbsolutePath()))
          .normalize();
    } catch (IOException e) {
      throw LabctlException.machine("cannot resolve %s: %s".formatted(folder, e), e);
    }
  }

  /** The id of the lab in that folder; the recorded one where there is a record. */
  public static String id(Path state, String name) {
    Optional<LabIdentity> recorded = load(state);
    if (recorded.isPresent()) {
      return recorded.get().id();
    }
    Path data = state.resolve("data");
    if (Files.isSymbolicLink(data)) {
      // A lab of root's from before the record: its data is in a folder of the id's name.
      try {
        return Files.readSymbolicLink(data).getFileName().toString();
      } catch (IOException e) {
        throw LabctlException.machine("cannot read %s: %s".formatted(data, e), e);
      }
    }
    return name + "-" + hash(realFolder(state).toString());
  }

  /** Every address and port of the lab of that cluster file, in words. */
  public static String addresses(ClusterSpec spec) {
    ClusterSpec.Kubernetes kubernetes = spec.kubernetes();
    return kubernetes == null
        ? "%s, edge %s%s"
            .formatted(
                String.join(", ", spec.nodes()),
                spec.edge(),
                spec.ports().equals(ClusterSpec.Ports.DEFAULT) ? "" : ", " + spec.ports())
        : kubernetes.addresses();
  }

  /** As recorded; empty before the first {@code up} and after {@code down --purge}. */
  public static Optional<LabIdentity> load(Path state) {
    Path record = state.resolve(FILE);
    if (!Files.exists(record, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Json.lines().readValue(Files.readString(record), LabIdentity.class));
    } catch (IOException | JacksonException e) {
      throw LabctlException.machine(
          "%s, which says whose lab this is, cannot be read: %s; delete it if no lab runs from that folder"
              .formatted(record, e.getMessage()),
          e);
    }
  }

  /**
   * Insists that the lab in the folder, if there is one, is that of the cluster file.
   *
   * @param file the cluster file
   * @throws LabctlException (usage) naming the lab that has the name
   */
  public static void require(Path state, ClusterSpec spec, Path file) {
    load(state)
        .filter(lab -> !lab.addresses().equals(addresses(spec)))
        .ifPresent(lab -> lab.refuse(state, spec, file));
  }

  private void refuse(Path state, ClusterSpec spec, Path now) {
    boolean edited = file.equals(realFolder(now));
    throw LabctlException.usage(
        "the lab '%s' in %s is that of %s, at %s; %s, which %s, has %s. A lab keeps its addresses until its data is forgotten: %s"
            .formatted(
                name,
                state,
                file,
                addresses,
                now,
                edited ? "was changed since" : "has the same name",
                addresses(spec),
                edited
                    ? "labctl -c %s down --purge, then up again".formatted(now)
                    : "give one of the two files another 'metadata.name', or end the first: labctl -c %s down --purge"
                        .formatted(file)));
  }

  /** Whether the cluster file is the one that the lab in the folder was made from. */
  public static boolean madeFrom(Path state, Path file) {
    return load(state).map(lab -> lab.file().equals(realFolder(file))).orElse(true);
  }

  /**
   * Writes down that the folder is this lab's, unless that is known.
   *
   * @return whether it was not
   */
  public static boolean claim(Path state, ClusterSpec spec, Path file) {
    if (load(state).isPresent()) {
      return false;
    }
    LabIdentity lab =
        new LabIdentity(id(state, spec.name()), spec.name(), realFolder(file), addresses(spec));
    new PrivateFile(state.resolve(FILE)).write(Json.lines().writeValueAsString(lab) + "\n");
    return true;
  }

  /** Ends the record: the folder belongs to no lab any more. */
  public static void forget(Path state) {
    new PrivateFile(state.resolve(FILE)).delete();
  }

  private static String hash(String text) {
    return Sha256.of(text).substring(0, 8);
  }
}

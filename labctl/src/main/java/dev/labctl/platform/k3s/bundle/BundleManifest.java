package dev.labctl.platform.k3s.bundle;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A bundle's first entry: what the others are to be.
 *
 * @param cluster the lab that it was saved from
 * @param archives in the order in which they follow
 */
record BundleManifest(String apiVersion, String kind, String cluster, List<Archive> archives) {
  /** The entry's name. */
  static final String ENTRY = "manifest.json";

  private static final String API_VERSION = "labctl/v1";
  private static final String KIND = "Bundle";

  /** Where archives are in a bundle; none leads out of a folder that it is written to. */
  private static final Pattern FILE = Pattern.compile("(docker|k3s)/[a-z0-9-]{1,60}\\.tar");

  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  BundleManifest {
    archives = List.copyOf(archives);
    if (!apiVersion.equals(API_VERSION) || !kind.equals(KIND)) {
      throw new IllegalArgumentException(
          "is '%s', kind '%s'; must be '%s', kind '%s'"
              .formatted(apiVersion, kind, API_VERSION, KIND));
    }
  }

  static BundleManifest of(String cluster, List<Archive> archives) {
    return new BundleManifest(API_VERSION, KIND, cluster, archives);
  }

  /** Every image's full name. */
  List<String> images() {
    return archives.stream().flatMap(a -> a.images().stream()).sorted().toList();
  }

  /**
   * An archive of images.
   *
   * @param file the entry's name: in {@code docker/} for this machine's Docker, in {@code k3s/} for
   *     the nodes' container runtimes
   * @param images full names
   */
  record Archive(String file, long bytes, String sha256, List<String> images) {
    Archive {
      images = List.copyOf(images);
      if (!FILE.matcher(file).matches() || bytes < 0 || !SHA256.matcher(sha256).matches()) {
        throw new IllegalArgumentException(
            "archive '%s' of %d bytes with SHA-256 '%s' is none of a bundle"
                .formatted(file, bytes, sha256));
      }
    }

    /** Whether it is for this machine's Docker. */
    boolean forDocker() {
      return file.startsWith("docker/");
    }
  }
}

package dev.labctl.lab;

import java.util.SortedMap;

/**
 * A lab as files for other tools that bring it into a Kubernetes cluster. Made without a cluster;
 * no file holds a password, only placeholders for those.
 */
public interface Rendering {
  /** Every object as one stream of YAML documents, with a comment that says how to go on. */
  String manifests();

  /** A tree for Argo CD, an Application for each component: content by path, with slashes. */
  SortedMap<String, String> gitops(Repository repository);

  /**
   * Where Argo CD finds the tree.
   *
   * @param path of the tree's folder in the repository; empty for its root
   */
  record Repository(String url, String revision, String path) {
    public Repository {
      if (url.isBlank() || revision.isBlank()) {
        throw new IllegalArgumentException("a repository has a URL and a revision");
      }
      path = path.replaceAll("^[./]+|/+$", "");
    }

    /** The path of one of the tree's folders in the repository. */
    public String folder(String name) {
      return path.isEmpty() ? name : path + "/" + name;
    }
  }
}

package dev.labctl.component.pods;

import dev.labctl.component.MemberValues;
import dev.labctl.component.Secret;
import dev.labctl.component.TemplateValues;
import dev.labctl.component.pods.PodPart.KeyFile;
import dev.labctl.lab.Lab;
import dev.labctl.lab.Member;
import java.util.Map;
import java.util.TreeMap;

/** What a cluster of Kubernetes gives to components. */
public interface PodHost {
  /** The lab's model. */
  Lab lab();

  /** The lab's namespace. */
  String namespace();

  /** Addresses, ports and passwords of members. */
  MemberValues members();

  /** What the templates of a member's files ask for; the component adds what is its own. */
  TemplateValues values(Member member);

  /** Whether the cluster is of labctl's making, and its API and etcd are the lab's. */
  boolean ownsCluster();

  /** An image's full name with its tag; empty when the lab has none of that name. */
  String image(String name);

  /** An address of the members' Services, by its last number. */
  String address(int last);

  /** A file that was made once for the lab, or a placeholder where it must not be shown. */
  String key(KeyFile file);

  /** Passwords as files, by their names. */
  default Map<String, String> passwords(Secret... secrets) {
    Map<String, String> files = new TreeMap<>();
    for (Secret secret : secrets) {
      files.put(secret.file(), members().password().apply(secret));
    }
    return files;
  }
}

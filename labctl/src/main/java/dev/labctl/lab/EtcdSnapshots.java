package dev.labctl.lab;

import java.time.Instant;
import java.util.List;

/** Copies of a cluster's whole state that its own etcd makes and keeps on its servers. */
public interface EtcdSnapshots {
  /**
   * Makes one, on a server that runs.
   *
   * @param name what its full name begins with
   */
  Snapshot save(String name);

  /** Those on every server that runs, the oldest first. */
  List<Snapshot> list();

  /**
   * One of them.
   *
   * @param node the server that has it
   * @param location where it is there, as a URL
   */
  record Snapshot(String node, String name, String location, long bytes, Instant createdAt) {}
}

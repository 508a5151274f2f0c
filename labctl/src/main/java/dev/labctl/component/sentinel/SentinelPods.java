package dev.labctl.component.sentinel;

import dev.labctl.component.pods.ConfigFiles;
import dev.labctl.component.pods.PodHost;
import dev.labctl.component.pods.PodImage;
import dev.labctl.component.pods.PodPart;
import java.util.List;

/** Sentinel in pods: a container beside its Redis, which brings image, files and Service. */
final class SentinelPods implements PodPart {
  @Override
  public String pod() {
    return "redis";
  }

  @Override
  public List<PodImage> images() {
    return List.of();
  }

  @Override
  public int service() {
    return 20;
  }

  @Override
  public List<ConfigFiles> files(PodHost host) {
    return List.of();
  }
}

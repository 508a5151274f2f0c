package dev.labctl.component.kafka;

import dev.labctl.component.pods.ConfigFiles;
import dev.labctl.component.pods.PodHost;
import dev.labctl.component.pods.PodImage;
import dev.labctl.component.pods.PodPart;
import dev.labctl.component.shortener.ShortenerRole;
import java.util.List;

/** The consumers in pods of the shortener's image. */
final class ConsumerPods implements PodPart {
  @Override
  public String pod() {
    return "consumer";
  }

  @Override
  public List<PodImage> images() {
    return List.of();
  }

  @Override
  public List<Application> applications() {
    return List.of(Application.of("consumer", 2));
  }

  @Override
  public int service() {
    return 50;
  }

  @Override
  public List<ConfigFiles> files(PodHost host) {
    return List.of(
        ConfigFiles.secret(
            "consumer",
            ShortenerRole.podFiles(
                host, ClickConsumers.COMPONENT, host.members().port(ClickConsumers.ADMIN))));
  }
}

package dev.labctl.component.zipkin;

import dev.labctl.component.TemplateValues;
import dev.labctl.component.pods.ConfigFiles;
import dev.labctl.component.pods.PodHost;
import dev.labctl.component.pods.PodImage;
import dev.labctl.component.pods.PodPart;
import dev.labctl.progress.Progress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Zipkin in a pod on the edge; the shorteners send to its Service, whose address is fixed. */
final class ZipkinPods implements PodPart {
  @Override
  public String pod() {
    return "zipkin";
  }

  @Override
  public int service() {
    return 60;
  }

  @Override
  public List<PodImage> images() {
    return List.of(new PodImage("zipkin", false, true, (root, _) -> jars(root)));
  }

  private static Map<String, Path> jars(Path root) {
    return Zipkin.server(Zipkin.jars(root).fetched()).stream()
        .collect(Collectors.toMap(j -> String.valueOf(j.getFileName()), j -> j));
  }

  @Override
  public void prepare(Path root, Progress progress) {
    Zipkin.jars(root).fetch(progress);
  }

  @Override
  public List<Application> applications() {
    return List.of(Application.of("zipkin", 2));
  }

  @Override
  public List<ConfigFiles> files(PodHost host) {
    return List.of();
  }

  @Override
  public void values(PodHost host, TemplateValues values) {
    values.number("zipkinSpans", Zipkin.SPANS).number("zipkinHeapMegabytes", Zipkin.HEAP_MEGABYTES);
  }
}

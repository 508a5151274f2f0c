package dev.labctl.component.zipkin;

import dev.labctl.component.Definition;
import dev.labctl.component.Inquiry;
import dev.labctl.component.Look;
import dev.labctl.component.MavenJars;
import dev.labctl.component.MemberValues;
import dev.labctl.component.Port;
import dev.labctl.component.ScrapeJob;
import dev.labctl.component.local.LocalPart;
import dev.labctl.component.pods.PodPart;
import dev.labctl.lab.Access;
import dev.labctl.lab.Component;
import dev.labctl.lab.Component.BrowserPage;
import dev.labctl.lab.Member;
import dev.labctl.spec.ClusterSpec;
import dev.labctl.spec.ClusterSpec.Tracing;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Zipkin: takes the shorteners' spans, keeps the latest in memory, and shows them. */
public final class Zipkin implements Definition {
  /** Its only port: of senders, readers and Prometheus. */
  public static final Access HTTP = new Access("zipkin");

  /** The component. */
  public static final Component COMPONENT =
      Component.onEdge("zipkin", HTTP)
          .with(
              new BrowserPage(
                  "traces",
                  "/zipkin/",
                  "?serviceName=shortener&lookback=range&startTs={from}&endTs={to}&limit=100"));

  /**
   * How many spans it keeps. Measured: at 50,000 of the shortener's the heap's old generation is
   * full.
   */
  static final int SPANS = 30_000;

  /** The limit of its heap. */
  static final int HEAP_MEGABYTES = 128;

  /** Resident with a full heap: 265 MB were measured. */
  private static final int MEGABYTES = 280;

  static MavenJars jars(Path root) {
    return new MavenJars(root.resolve("clusters/artifacts/zipkin"));
  }

  /** The server's, among jars that Maven has got: the project's own come along. */
  static Optional<Path> server(List<Path> jars) {
    return jars.stream()
        .filter(j -> String.valueOf(j.getFileName()).startsWith("zipkin-server-"))
        .findFirst();
  }

  @Override
  public Component component() {
    return COMPONENT;
  }

  @Override
  public boolean wanted(ClusterSpec spec) {
    return spec.tracing() instanceof Tracing tracing && tracing.endpoint() == null;
  }

  @Override
  public int megabytes() {
    return MEGABYTES;
  }

  @Override
  public List<Port> ports() {
    return List.of(Port.reached(HTTP, _ -> 9411, 94));
  }

  @Override
  public Look look(Inquiry inquiry) {
    return Look.each(member -> inquiry.http(member, HTTP, "/health", null));
  }

  /** What it says of its spans, not the hundreds of series on its own inside. */
  @Override
  public Optional<ScrapeJob> scrape() {
    return Optional.of(
        new ScrapeJob(
            "zipkin",
            HTTP,
            "zipkin",
            List.of("metrics_path: /prometheus"),
            List.of(
                "metric_relabel_configs: [{source_labels: [__name__], regex:"
                    + " 'zipkin_collector_.*|jvm_memory_used_bytes|process_cpu_usage',"
                    + " action: keep}]")));
  }

  @Override
  public String shortenerSettings(MemberValues members) {
    Member zipkin = members.lab().members(COMPONENT).getFirst();
    return new Tracing("http://%s/api/v2/spans".formatted(members.at(zipkin, HTTP))).settings();
  }

  @Override
  public LocalPart local() {
    return new ZipkinLocal();
  }

  @Override
  public Optional<PodPart> pods() {
    return Optional.of(new ZipkinPods());
  }
}

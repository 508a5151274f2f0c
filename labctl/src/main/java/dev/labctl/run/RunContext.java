package dev.labctl.run;

import dev.labctl.lab.Platform;
import dev.labctl.progress.Progress;
import dev.labctl.prometheus.PrometheusClient;
import dev.labctl.timeline.Timeline;
import java.time.InstantSource;

/** What the parts of one run share. */
public record RunContext(
    Platform platform,
    Progress progress,
    InstantSource clock,
    Timeline timeline,
    PrometheusClient prometheus,
    Abort abort,
    RunFolder folder,
    Programs programs) {}

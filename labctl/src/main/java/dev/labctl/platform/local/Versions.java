package dev.labctl.platform.local;

import dev.labctl.platform.local.Tools.Tool;
import dev.labctl.process.Command;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The versions of the programs that the lab runs, as they print them. */
record Versions(Tools tools) {
  private static final Pattern NUMBER = Pattern.compile("\\d+\\.\\d+(\\.\\d+)?");
  private static final Map<String, Tool> PROGRAMS =
      Map.of(
          "etcd", Tool.ETCD,
          "patroni", Tool.PATRONI,
          "postgres", Tool.POSTGRES,
          "redis", Tool.REDIS_SERVER,
          "haproxy", Tool.HAPROXY,
          "prometheus", Tool.PROMETHEUS,
          "alertmanager", Tool.ALERTMANAGER);

  Map<String, String> all() {
    Map<String, String> versions = new TreeMap<>();
    versions.put("java", Runtime.version().toString());
    PROGRAMS.forEach((name, tool) -> versions.put(name, of(tool)));
    return versions;
  }

  private String of(Tool tool) {
    String option = tool == Tool.HAPROXY ? "-v" : "--version";
    Command.Result result = Command.of(tools.path(tool), option).run(Duration.ofSeconds(10));
    Matcher matcher = NUMBER.matcher(result.out() + result.err());
    return matcher.find() ? matcher.group() : "unknown";
  }
}

package dev.labctl.platform.local;

import dev.labctl.component.Components;
import dev.labctl.component.local.LocalPart.VersionedTool;
import dev.labctl.process.Command;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The versions of the programs that the lab runs, as they print them. */
record ToolVersions(Tools tools, Components components) {
  private static final Pattern NUMBER = Pattern.compile("\\d+\\.\\d+(\\.\\d+)?");

  Map<String, String> all() {
    Map<String, String> versions = new TreeMap<>();
    versions.put("java", Runtime.version().toString());
    components.all().stream()
        .flatMap(d -> d.local().versions().stream())
        .forEach(v -> versions.put(v.name(), of(v)));
    return versions;
  }

  private String of(VersionedTool program) {
    Command.Result result =
        Command.of(tools.path(program.tool()), program.option()).run(Duration.ofSeconds(10));
    Matcher matcher = NUMBER.matcher(result.out() + result.err());
    return matcher.find() ? matcher.group() : "unknown";
  }
}

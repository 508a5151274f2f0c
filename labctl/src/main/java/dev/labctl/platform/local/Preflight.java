package dev.labctl.platform.local;

import dev.labctl.component.Components;
import dev.labctl.component.local.Tool;
import dev.labctl.lab.Finding;
import dev.labctl.lab.Member;
import dev.labctl.lab.Node;
import dev.labctl.machine.MachineCheck;
import dev.labctl.machine.MachineNeeds;
import dev.labctl.process.ProcFs;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What {@code labctl doctor} looks at. */
record Preflight(
    Layout layout, Components components, Tools tools, NodeProcesses processes, ProcFs proc) {
  /**
   * Measured: 712 MB of memory for an idle lab; caches, the load and labctl itself come on top. 749
   * MB of the disk after the first up; logs, write-ahead logs and metrics come on top. HAProxy
   * takes two files for each of its 2000 connections, and refuses to start without them. The memory
   * of components that not every lab has comes on top.
   */
  private static final MachineNeeds NEEDS = new MachineNeeds(2, 2000, 1500, 4500, 64);

  List<Finding> inspect() {
    List<Finding> findings = new ArrayList<>();
    findings.add(java());
    findings.addAll(programs());
    findings.addAll(ports());
    findings.addAll(machine(layout, components, processes).inspect());
    findings.add(clock());
    findings.add(rights());
    findings.addAll(new MemberRights(layout, MemberUser.current(), tools).inspect());
    return findings;
  }

  static MachineCheck machine(Layout layout, Components components, NodeProcesses processes) {
    return new MachineCheck(
        NEEDS.andMemory(components.extraMegabytes()),
        layout.data(),
        Files.isDirectory(layout.secrets()),
        processes.running());
  }

  private static Finding java() {
    int feature = Runtime.version().feature();
    boolean ok = feature >= 25;
    return new Finding(
        "java", ok, Runtime.version().toString(), ok ? "" : "install a JDK of 25 or newer");
  }

  private List<Finding> programs() {
    List<Finding> findings = new ArrayList<>();
    for (Tool tool : tools.all()) {
      Optional<Path> path = tools.find(tool);
      if (path.isEmpty()) {
        String step = "labctl doctor --fix, or as root: " + Packages.command(tool.debianPackage());
        findings.add(new Finding(tool.name(), false, "not installed", step));
      }
    }
    if (findings.isEmpty()) {
      for (Map.Entry<String, String> version :
          new ToolVersions(tools, components).all().entrySet()) {
        if (!version.getKey().equals("java")) {
          findings.add(new Finding(version.getKey(), true, version.getValue(), ""));
        }
      }
    }
    return findings;
  }

  private List<Finding> ports() {
    PortCheck check = new PortCheck(components, layout.lab().spec().ports(), proc);
    List<Finding> findings = new ArrayList<>();
    Stream<Node> nodes =
        Stream.concat(layout.lab().nodes().stream(), Stream.of(layout.lab().edge()));
    for (Node node : nodes.toList()) {
      String what = "ports of " + node.name();
      if (!processes.of(node).isEmpty()) {
        findings.add(new Finding(what, true, "in use by this lab", ""));
        continue;
      }
      Optional<String> conflict =
          layout.lab().members().stream()
              .filter(m -> m.node().equals(node))
              .map((Member m) -> check.conflict(m))
              .flatMap(Optional::stream)
              .findFirst();
      findings.add(
          conflict
              .map(c -> new Finding(what, false, "taken", c))
              .orElseGet(() -> new Finding(what, true, "free on " + node.address(), "")));
    }
    return findings;
  }

  private static Finding clock() {
    // Percentiles and outages are differences of clocks; TSC and kvm-clock are read without a call.
    Path source = Path.of("/sys/devices/system/clocksource/clocksource0/current_clocksource");
    try {
      return new Finding("clock", true, Files.readString(source).strip(), "");
    } catch (IOException hiddenInContainers) {
      return new Finding("clock", true, "source not shown by this machine", "");
    }
  }

  private Finding rights() {
    int cores = ManagementFactory.getOperatingSystemMXBean().getAvailableProcessors();
    MemberUser user = MemberUser.current();
    String actual = "%d cores; members run as %s".formatted(cores, user.name());
    return user.blind(proc)
        .map(why -> new Finding("rights", false, actual, why))
        .orElseGet(() -> new Finding("rights", true, actual, ""));
  }
}

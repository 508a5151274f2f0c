package dev.labctl.run;

import java.lang.management.ManagementFactory;

/** The machine that a run happened on. */
record Host(int cores, long memoryBytes) {
  static Host here() {
    long memory =
        ManagementFactory.getOperatingSystemMXBean()
                instanceof com.sun.management.OperatingSystemMXBean system
            ? system.getTotalMemorySize()
            : 0;
    return new Host(Runtime.getRuntime().availableProcessors(), memory);
  }
}

package dev.labctl.timeline;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel had counted since the machine started, at one instant of a run: one line of
 * {@code machine.jsonl}. Everything only grows, so that two samples tell what was in between.
 *
 * @param busyTicks processor time in use, time stolen by other machines not included
 * @param stealTicks processor time that the hypervisor gave to other machines
 * @param totalTicks all processor time, idle included
 * @param cpuWaitMicros time in which something waited for a processor (PSI, "some"); null when the
 *     kernel does not tell
 * @param ioWaitMicros likewise for a disk
 * @param memoryWaitMicros likewise for memory
 * @param fsyncP99Seconds how long a small write takes until it is on the disk; measured once, null
 *     in every other sample
 */
public record MachineSample(
    Instant at,
    long busyTicks,
    long stealTicks,
    long totalTicks,
    @Nullable Long cpuWaitMicros,
    @Nullable Long ioWaitMicros,
    @Nullable Long memoryWaitMicros,
    @Nullable Double fsyncP99Seconds) {}

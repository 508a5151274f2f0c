package dev.labctl.machine;

/**
 * What a lab asks of the machine that it runs on.
 *
 * @param cores fewer let the lab run, but not at the rates of the scenarios
 * @param megabytes of memory that must be available before it starts
 * @param diskMegabytes of free space in the folder of its data before its first start
 * @param openFiles that one of its processes may need
 * @param inotifyInstances that one user of the machine may need
 */
public record MachineNeeds(
    int cores, long megabytes, long diskMegabytes, int openFiles, int inotifyInstances) {
  /** The same with more memory. */
  public MachineNeeds andMemory(long more) {
    return new MachineNeeds(cores, megabytes + more, diskMegabytes, openFiles, inotifyInstances);
  }
}

package dev.labctl.process;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.labctl.exit.LabctlException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The system calls for signals that the JDK has no method for. A file descriptor of a process
 * (Linux 5.3) goes on meaning that process when its number is given to another, so that the start
 * time can be checked first and no other process is hit in between.
 */
final class Kernel {
  private static final long PIDFD_SEND_SIGNAL = 424;
  private static final long PIDFD_OPEN = 434;
  private static final int EPERM = 1;
  private static final int ESRCH = 3;
  private static final int ENOSYS = 38;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final Linker.Option ERROR = Linker.Option.captureCallState("errno");
  private static final VarHandle ERRNO =
      Linker.Option.captureStateLayout().varHandle(PathElement.groupElement("errno"));
  private static final MethodHandle SYSCALL =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("syscall"),
          FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
          Linker.Option.firstVariadicArg(1),
          ERROR);
  private static final MethodHandle KILL =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("kill"),
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT),
          ERROR);
  private static final MethodHandle CLOSE =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("close"), FunctionDescriptor.of(JAVA_INT, JAVA_INT));

  private Kernel() {}

  private record CallResult(long value, int errno) {}

  /**
   * Sends a signal to a process, when it still lives.
   *
   * @return false when it belongs to another user
   * @throws LabctlException (exit 3) when the kernel refuses for another reason
   */
  static boolean signal(ProcFs proc, Identity target, int signal) {
    CallResult opened = call(SYSCALL, PIDFD_OPEN, target.pid(), 0L, 0L, 0L);
    if (opened.value() < 0) {
      return switch (opened.errno()) {
        case ESRCH -> true;
        // An older kernel, or a container whose filter does not know the call.
        case ENOSYS, EPERM -> signalByNumber(proc, target, signal);
        default -> throw refused("pidfd_open", target, opened.errno());
      };
    }
    try {
      return proc.stat(target).isEmpty()
          || done(call(SYSCALL, PIDFD_SEND_SIGNAL, opened.value(), (long) signal, 0L, 0L), target);
    } finally {
      close(Math.toIntExact(opened.value()));
    }
  }

  /** Between look and signal lie microseconds, in which the number would have to be given anew. */
  private static boolean signalByNumber(ProcFs proc, Identity target, int signal) {
    return proc.stat(target).isEmpty()
        || done(call(KILL, Math.toIntExact(target.pid()), signal), target);
  }

  private static boolean done(CallResult sent, Identity target) {
    if (sent.value() >= 0 || sent.errno() == ESRCH) {
      return true;
    }
    if (sent.errno() == EPERM) {
      return false;
    }
    throw refused("kill", target, sent.errno());
  }

  private static LabctlException refused(String call, Identity target, int errno) {
    return LabctlException.machine(
        "the kernel refused %s for process %s with errno %d".formatted(call, target, errno));
  }

  private static CallResult call(MethodHandle function, Object... arguments) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
      Object[] all = new Object[arguments.length + 1];
      all[0] = state;
      System.arraycopy(arguments, 0, all, 1, arguments.length);
      Number value = (Number) function.invokeWithArguments(all);
      return new CallResult(value.longValue(), (int) ERRNO.get(state, 0L));
    } catch (Throwable e) {
      throw new IllegalStateException("a system call could not be made", e);
    }
  }

  private static void close(int descriptor) {
    try {
      int _ = (int) CLOSE.invokeExact(descriptor);
    } catch (Throwable e) {
      throw new IllegalStateException("close(2) could not be called", e);
    }
  }
}

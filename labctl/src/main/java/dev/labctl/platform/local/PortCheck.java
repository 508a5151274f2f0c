package dev.labctl.platform.local;

import dev.labctl.component.Components;
import dev.labctl.lab.Member;
import dev.labctl.process.ProcFs;
import dev.labctl.spec.ClusterSpec.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Optional;

/** Whether the ports that a member will listen on are free. */
final class PortCheck {
  private final Components components;
  private final Ports ports;
  private final ProcFs proc;

  PortCheck(Components components, Ports ports, ProcFs proc) {
    this.components = components;
    this.ports = ports;
    this.proc = proc;
  }

  /** The first port of the member that another program holds, in words; empty when all are free. */
  Optional<String> conflict(Member member) {
    return portsOf(member).stream()
        .filter(port -> !free(address(member), port))
        .findFirst()
        .map(
            port ->
                "port %s:%d, which %s needs, is held by %s; stop it, or give the cluster file another block or port"
                    .formatted(
                        member.node().address(),
                        port,
                        member.name(),
                        proc.listener(address(member), port)
                            .map(s -> "process %d (%s)".formatted(s.identity().pid(), s.name()))
                            .orElse("a process that this user may not see")));
  }

  List<Integer> portsOf(Member member) {
    return components.of(member).ports().stream().map(p -> p.number().applyAsInt(ports)).toList();
  }

  private static boolean free(InetAddress address, int port) {
    try (ServerSocket socket = new ServerSocket()) {
      // Connections that end do not hold a port; another listener does.
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(address, port));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }

  private static InetAddress address(Member member) {
    return InetAddress.ofLiteral(member.node().address());
  }
}

package dev.labctl.component.redis;

import dev.labctl.component.Definition;
import dev.labctl.component.Inquiry;
import dev.labctl.component.Look;
import dev.labctl.component.MemberValues;
import dev.labctl.component.Port;
import dev.labctl.component.Secret;
import dev.labctl.component.local.LocalPart;
import dev.labctl.component.pods.PodPart;
import dev.labctl.exit.LabctlException;
import dev.labctl.lab.Access;
import dev.labctl.lab.Component;
import dev.labctl.lab.Member;
import dev.labctl.lab.MemberState;
import dev.labctl.lab.Redundancy;
import dev.labctl.spec.ClusterSpec.Ports;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Redis: one master, whose replicas Sentinel promotes. */
public final class Redis implements Definition {
  /** Its only port. */
  public static final Access REDIS = new Access("redis");

  /** The component. */
  public static final Component COMPONENT = Component.led("redis", REDIS, "master");

  /** Of clients and replicas. */
  public static final Secret PASSWORD = new Secret("redis");

  /** The master of a lab that has none yet. */
  public static String firstMaster(MemberValues members) {
    return members.address().apply(members.lab().members(COMPONENT).getFirst());
  }

  @Override
  public Component component() {
    return COMPONENT;
  }

  @Override
  public List<Port> ports() {
    return List.of(Port.reached(REDIS, Ports::redis, 20));
  }

  @Override
  public List<Secret> secrets() {
    return List.of(PASSWORD);
  }

  @Override
  public Look look(Inquiry inquiry) {
    RedisProbe probe = new RedisProbe(inquiry.secrets());
    return Look.each(member -> probe.of(inquiry.at(member, REDIS)));
  }

  @Override
  public void clearCache(Inquiry inquiry, List<MemberState> states) {
    Member master =
        Redundancy.leaders(COMPONENT, states).stream()
            .findFirst()
            .orElseThrow(
                () -> LabctlException.machine("no Redis master to empty; see 'labctl status'"));
    try (Resp redis = new Resp(inquiry.at(master, REDIS), inquiry.secrets().value(PASSWORD))) {
      redis.call("FLUSHALL");
    } catch (IOException e) {
      throw LabctlException.machine("cannot empty %s: %s".formatted(master.name(), e), e);
    }
  }

  @Override
  public LocalPart local() {
    return new RedisLocal();
  }

  @Override
  public Optional<PodPart> pods() {
    return Optional.of(new RedisPods());
  }
}

package dev.labctl.component.sentinel;

import dev.labctl.component.Definition;
import dev.labctl.component.Inquiry;
import dev.labctl.component.Look;
import dev.labctl.component.MemberValues;
import dev.labctl.component.Port;
import dev.labctl.component.Secret;
import dev.labctl.component.Template;
import dev.labctl.component.TemplateValues;
import dev.labctl.component.Vitals;
import dev.labctl.component.local.LocalPart;
import dev.labctl.component.pods.PodPart;
import dev.labctl.component.redis.Redis;
import dev.labctl.component.redis.Resp;
import dev.labctl.lab.Access;
import dev.labctl.lab.Component;
import dev.labctl.lab.Member;
import dev.labctl.spec.ClusterSpec.Ports;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Optional;

/** Sentinel, one beside each Redis: together they choose the master. */
public final class Sentinel implements Definition {
  /** Its only port. */
  public static final Access SENTINEL = new Access("sentinel");

  /** The component. */
  public static final Component COMPONENT = Component.alike("sentinel", SENTINEL);

  /** The password of the clients that ask it for the master. */
  public static final Secret PASSWORD = new Secret("sentinel");

  /** Its configuration, the same on every platform. */
  public static String configuration(MemberValues members, TemplateValues values) {
    return Template.beside(Sentinel.class, "sentinel.conf")
        .fill(values.text("firstMaster", Redis.firstMaster(members)));
  }

  @Override
  public Component component() {
    return COMPONENT;
  }

  @Override
  public List<Port> ports() {
    return List.of(Port.reached(SENTINEL, Ports::sentinel, 30));
  }

  @Override
  public List<Secret> secrets() {
    return List.of(PASSWORD);
  }

  @Override
  public Look look(Inquiry inquiry) {
    return Look.each(member -> quorum(inquiry, member));
  }

  private static Vitals quorum(Inquiry inquiry, Member member) {
    try (Resp sentinel =
        new Resp(inquiry.at(member, SENTINEL), inquiry.secrets().value(PASSWORD))) {
      String quorum = sentinel.call("SENTINEL", "CKQUORUM", "shortener").getFirst();
      return new Vitals(null, quorum.startsWith("OK"), null, null, "");
    } catch (ProtocolException e) {
      return Vitals.down(String.valueOf(e.getMessage()));
    } catch (SocketTimeoutException e) {
      return Vitals.slow();
    } catch (IOException e) {
      return Vitals.silent();
    }
  }

  @Override
  public LocalPart local() {
    return new SentinelLocal();
  }

  @Override
  public Optional<PodPart> pods() {
    return Optional.of(new SentinelPods());
  }
}

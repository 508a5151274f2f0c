package dev.labctl.platform.local;

import dev.labctl.component.Components;
import dev.labctl.component.MemberValues;
import dev.labctl.component.Secrets;
import dev.labctl.component.TemplateValues;
import dev.labctl.component.local.LocalHost;
import dev.labctl.component.local.Tool;
import dev.labctl.lab.Lab;
import dev.labctl.lab.Member;
import java.nio.file.Path;
import java.util.List;

/** What this machine gives to the lab's components. */
record MachineHost(
    Layout layout, Components components, MemberUser user, Secrets secrets, Tools tools)
    implements LocalHost {
  @Override
  public Lab lab() {
    return layout.lab();
  }

  @Override
  public MemberValues members() {
    return new MemberValues(lab(), components, m -> m.node().address(), secrets::value);
  }

  @Override
  public TemplateValues values(Member member) {
    return members()
        .of(member)
        .text("lab", layout.id())
        .text("edge", lab().spec().edge())
        .text("data", data(member).toString())
        .text("config", config(member).toString())
        .text("secrets", layout.secrets().toString());
  }

  @Override
  public String path(Tool tool) {
    return tools.path(tool);
  }

  @Override
  public Path folder(Member member) {
    return layout.member(member);
  }

  @Override
  public Path config(Member member) {
    return layout.config(member);
  }

  @Override
  public Path data(Member member) {
    return layout.memberData(member);
  }

  @Override
  public Path shared(String name) {
    return layout.data().resolve(name);
  }

  @Override
  public boolean write(Path file, String content) {
    return user.write(file, content, false);
  }

  @Override
  public void copy(Path from, Path to) {
    user.copy(from, to);
  }

  @Override
  public List<String> asMember(List<String> arguments) {
    return user.running(arguments);
  }
}

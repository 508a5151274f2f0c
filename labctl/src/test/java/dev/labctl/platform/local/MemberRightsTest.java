package dev.labctl.platform.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.labctl.component.local.Tool;
import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import dev.labctl.lab.Finding;
import dev.labctl.lab.Lab;
import dev.labctl.lab.UsualComponents;
import dev.labctl.spec.ClusterReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the members' user may run, tried as that user. */
class MemberRightsTest {
  @TempDir private Path temp;
  private Path bin;

  @BeforeEach
  void makePrograms() throws IOException {
    bin = Files.createDirectory(temp.resolve("bin"));
    for (Tool tool : new Tools("", UsualComponents.OF_A_LAB).all()) {
      Files.createFile(
          bin.resolve(tool.name()),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    }
  }

  @Test
  void programsThatTheMembersUserCannotReachAreNamedWithThatUser() throws IOException {
    MemberUser user = MemberUser.current();
    Tools tools = new Tools(bin.toString(), UsualComponents.OF_A_LAB);
    assumeTrue(user.root(), "only root's members run as another user");
    assumeTrue(tools.missing().isEmpty(), "missing: " + tools.missing());
    open();
    assertThat(rights(tools, "state").inspect()).allMatch(Finding::ok);

    Files.setPosixFilePermissions(bin, PosixFilePermissions.fromString("rwx------"));
    List<Finding> amiss = rights(tools, "state").inspect().stream().filter(f -> !f.ok()).toList();
    assertThat(amiss).hasSize(1);
    assertThat(amiss.getFirst().actual())
        .startsWith("postgres, who the members run as, cannot run ")
        .contains(bin.resolve("haproxy").toString());
    assertThatThrownBy(() -> rights(tools, "state").insist())
        .isInstanceOfSatisfying(
            LabctlException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.MACHINE));
  }

  @Test
  void aSpaceInThePathOfTheDataIsRefusedAtOnce() throws IOException {
    assertThatThrownBy(
            () -> rights(new Tools(bin.toString(), UsualComponents.OF_A_LAB), "my home").insist())
        .isInstanceOfSatisfying(
            LabctlException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessageContaining("my home/data' has a space");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/var/lib/labctl/local-0123abcd", "/home/jürgen/.labctl/x_1", "/a+b@c=d~/e"})
  void whatFilesCanHoldIsSafe(String path) {
    assertThat(MemberRights.unsafe(path)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"/a b, a space", "/a;b, character ';'", "/a$b, character '$'", "'/a,b', 'character'"})
  void whatFilesCannotHoldIsNamed(String path, String named) {
    assertThat(MemberRights.unsafe(path).toList())
        .singleElement()
        .satisfies(why -> assertThat(why).contains(named));
  }

  private MemberRights rights(Tools tools, String folder) throws IOException {
    Path root = Path.of("").toAbsolutePath().getParent();
    Lab lab =
        LocalLabs.of(
            new ClusterReader().read(root.resolve("clusters/local.yaml"), "local.yaml"),
            UsualComponents.OF_A_LAB,
            temp.resolve(folder),
            root);
    Layout layout = new Layout(lab, "local-0123abcd", temp.resolve(folder).resolve("data"));
    return new MemberRights(layout, MemberUser.current(), tools);
  }

  /** JUnit's folder is its user's alone. */
  private void open() throws IOException {
    Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.setPosixFilePermissions(bin, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}

package dev.labctl.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import dev.labctl.spec.ClusterReader;
import dev.labctl.spec.ClusterSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabIdentityTest {
  @TempDir private Path temp;
  private Path state;

  @BeforeEach
  void makeState() throws IOException {
    state = Files.createDirectory(temp.toRealPath().resolve("pair"));
  }

  @Test
  void isTheSameUnderEverySpellingOfTheFolder() throws IOException {
    Path link = Files.createSymbolicLink(temp.resolve("link"), temp);
    Path roundabout = temp.resolve("nowhere/..");
    assertThat(LabIdentity.id(link.resolve("pair"), "pair"))
        .isEqualTo(LabIdentity.id(state, "pair"))
        .isEqualTo(LabIdentity.id(roundabout.resolve("pair"), "pair"))
        .matches("pair-[0-9a-f]{8}");
    assertThat(LabIdentity.realFolder(link.resolve("pair/new"))).isEqualTo(state.resolve("new"));
  }

  @Test
  void staysWithALabWhoseFolderIsMoved() throws IOException {
    LabIdentity.claim(state, spec("one", 20), temp.resolve("one.yaml"));
    String id = LabIdentity.id(state, "pair");
    Path moved = Files.move(state, temp.resolve("moved"));
    assertThat(LabIdentity.id(moved, "pair")).isEqualTo(id);
  }

  @Test
  void isThatOfTheDataOfALabFromBeforeTheRecord() throws IOException {
    Files.createSymbolicLink(state.resolve("data"), Path.of("/var/lib/labctl/pair-0123abcd"));
    assertThat(LabIdentity.id(state, "pair")).isEqualTo("pair-0123abcd");
  }

  @Test
  void aSecondFileOfTheNameIsRefusedWithNameFileAndAddressesOfTheFirst() throws IOException {
    ClusterSpec one = spec("one", 20);
    ClusterSpec two = spec("two", 30);
    assertThat(LabIdentity.claim(state, one, temp.resolve("one.yaml"))).isTrue();
    assertThat(LabIdentity.claim(state, one, temp.resolve("one.yaml"))).isFalse();
    assertThatThrownBy(() -> LabIdentity.require(state, two, temp.resolve("two.yaml")))
        .isInstanceOfSatisfying(
            LabctlException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessageContaining("the lab 'pair'")
        .hasMessageContaining(temp.toRealPath().resolve("one.yaml") + ", at 127.0.20.1, 127.0.20.2")
        .hasMessageContaining("two.yaml, which has the same name, has 127.0.30.1")
        .hasMessageContaining("labctl -c %s down --purge", temp.toRealPath().resolve("one.yaml"));
    assertThat(LabIdentity.madeFrom(state, temp.resolve("two.yaml"))).isFalse();
    assertThatCode(() -> LabIdentity.require(state, one, temp.resolve("copy.yaml")))
        .doesNotThrowAnyException();
  }

  @Test
  void aFileThatWasEditedSinceMayOnlyEndItsLab() throws IOException {
    LabIdentity.claim(state, spec("one", 20), temp.resolve("one.yaml"));
    ClusterSpec edited = spec("one", 30);
    assertThatThrownBy(() -> LabIdentity.require(state, edited, temp.resolve("one.yaml")))
        .hasMessageContaining("was changed since")
        .hasMessageEndingWith("down --purge, then up again");
    assertThat(LabIdentity.madeFrom(state, temp.resolve("one.yaml"))).isTrue();
    LabIdentity.forget(state);
    assertThatCode(() -> LabIdentity.require(state, edited, temp.resolve("one.yaml")))
        .doesNotThrowAnyException();
  }

  @Test
  void otherPortsAreOtherAddresses() throws IOException {
    LabIdentity.claim(state, spec("one", 20), temp.resolve("one.yaml"));
    Path file = temp.resolve("two.yaml");
    Files.writeString(file, text(20) + "ports: {redis: 6380}\n");
    ClusterSpec two = new ClusterReader().read(file, "two.yaml");
    assertThatThrownBy(() -> LabIdentity.require(state, two, file))
        .isInstanceOf(LabctlException.class);
  }

  @Test
  void aTornRecordIsToldAndNeverTakenForNone() throws IOException {
    Files.writeString(state.resolve("lab.json"), "{\"id\":");
    assertThatThrownBy(() -> LabIdentity.load(state))
        .isInstanceOf(LabctlException.class)
        .hasMessageContaining("lab.json");
  }

  private ClusterSpec spec(String file, int block) throws IOException {
    Path path = temp.resolve(file + ".yaml");
    Files.writeString(path, text(block));
    return new ClusterReader().read(path, file + ".yaml");
  }

  private static String text(int block) {
    return """
    apiVersion: labctl/v1
    kind: Cluster
    metadata: {name: pair}
    provider: local
    nodes: [127.0.%1$d.1, 127.0.%1$d.2, 127.0.%1$d.3]
    edge: 127.0.%1$d.10
    """
        .formatted(block);
  }
}

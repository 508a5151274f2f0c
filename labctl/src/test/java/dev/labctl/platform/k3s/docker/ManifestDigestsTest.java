package dev.labctl.platform.k3s.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestDigestsTest {
  private static final String MANIFEST = "sha256:" + "a".repeat(64);
  private static final String CONFIGURATION = "sha256:" + "b".repeat(64);

  @TempDir Path state;
  private final List<String> asked = new ArrayList<>();

  @Test
  void isAskedOnceAndRemembersAfterARestart() {
    assertThat(ask(new ManifestDigests(state), CONFIGURATION)).isEqualTo(CONFIGURATION);
    assertThat(ask(new ManifestDigests(state), "not asked")).isEqualTo(CONFIGURATION);
    assertThat(asked).containsExactly(MANIFEST);
  }

  @Test
  void keepsNoAnswerThatIsNoDigest() {
    var digests = new ManifestDigests(state);
    assertThat(ask(digests, "ctr: content not found")).isEqualTo("ctr: content not found");
    assertThat(ask(digests, CONFIGURATION)).isEqualTo(CONFIGURATION);
  }

  @Test
  void asksAgainForWhatADamagedFileDoesNotSay() throws Exception {
    Files.writeString(state.resolve("image-digests"), MANIFEST + " sha256:bbbb\n\0\n");
    assertThat(ask(new ManifestDigests(state), CONFIGURATION)).isEqualTo(CONFIGURATION);
    assertThat(asked).containsExactly(MANIFEST);
  }

  @Test
  void leavesNoFileWhenForgotten() {
    var digests = new ManifestDigests(state);
    ask(digests, CONFIGURATION);
    digests.forget();
    assertThat(state).isEmptyDirectory();
  }

  private String ask(ManifestDigests digests, String answer) {
    return digests.configuration(
        MANIFEST,
        manifest -> {
          asked.add(manifest);
          return answer;
        });
  }
}

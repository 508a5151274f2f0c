package dev.labctl.shortener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.shortener.config.Settings;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Makes admins as {@code create-admin} does. */
public final class Admins {
  /** What {@link #create(Path, String)} gives them. */
  public static final String PASSWORD = "correct horse battery";

  private Admins() {}

  public static void create(Path config, String name) {
    create(config, name, PASSWORD);
  }

  public static void create(Path config, String name, String password) {
    var in = new ByteArrayInputStream((password + "\n").getBytes(StandardCharsets.UTF_8));
    System.Logger log = System.getLogger(Admins.class.getName());
    assertThat(FirstAdmin.create(Settings.read(config), name, in, log)).isZero();
  }
}

package dev.labctl.shortener;

import dev.labctl.shortener.auth.Argon2;
import dev.labctl.shortener.config.Settings;
import dev.labctl.shortener.failure.ShortenerException.Misconfigured;
import dev.labctl.shortener.postgres.Compartments;
import dev.labctl.shortener.postgres.PostgresUserStore;
import dev.labctl.shortener.postgres.Purpose;
import dev.labctl.shortener.user.Password;
import dev.labctl.shortener.user.User;
import dev.labctl.shortener.user.UserName;
import dev.labctl.shortener.user.Users;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;

/**
 * Makes the first admin, or gives a locked-out one a new password. A command and no setting: it is
 * run once, by somebody who may read the database's password anyway, leaves no password lying in a
 * file that every instance reads, and the event says when. The password comes by standard input,
 * for arguments are seen by every process of the machine.
 */
final class FirstAdmin {
  private static final int MAX_BYTES = 1000;

  private FirstAdmin() {}

  static int create(Settings settings, String name, InputStream in, Logger log) {
    UserName user = new UserName(name);
    Password password = Password.chosen(read(in));
    try (Compartments primary = Compartments.primary(settings)) {
      User admin =
          new Users(new PostgresUserStore(primary.of(Purpose.ACCESS)), new Argon2(), () -> {})
              .ensureAdmin(user, password);
      log.log(
          Level.INFO, "user {0} is {1}, an admin", Long.toString(admin.id()), admin.name().value());
      return 0;
    }
  }

  private static String read(InputStream in) {
    try {
      String text = new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
      int end = text.indexOf('\n');
      return (end < 0 ? text : text.substring(0, end)).replace("\r", "");
    } catch (IOException e) {
      throw new Misconfigured("the password cannot be read from standard input", e);
    }
  }
}

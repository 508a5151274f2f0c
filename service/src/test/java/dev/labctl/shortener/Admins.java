package dev.labctl.shortener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.shortener.config.Settings;
import dev.labctl.shortener.servers.Client;
import dev.labctl.shortener.servers.Client.Answer;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes admins as {@code create-admin} does. */
public final class Admins {
  /** What {@link #create(Path, String)} gives them. */
  public static final String PASSWORD = "correct horse battery";

  /** What makes a key that may do all that an admin may. */
  public static final String KEY =
      "{\"name\":\"test\",\"password\":\"%s\",\"scopes\":[\"create\",\"read\",\"admin\"]}"
          .formatted(PASSWORD);

  private Admins() {}

  public static void create(Path config, String name) {
    create(config, name, PASSWORD);
  }

  public static void create(Path config, String name, String password) {
    var in = new ByteArrayInputStream((password + "\n").getBytes(StandardCharsets.UTF_8));
    System.Logger log = System.getLogger(Admins.class.getName());
    assertThat(FirstAdmin.create(Settings.read(config), name, in, log)).isZero();
  }

  /** Makes an admin and gives it an API key. */
  public static String key(Client client, Path config, String name) {
    create(config, name);
    return signedInKey(client, name, KEY);
  }

  /** Signs somebody in who has the usual password, and makes a key. */
  public static String signedInKey(Client client, String name, String wanted) {
    String body = "{\"name\":\"%s\",\"password\":\"%s\"}".formatted(name, PASSWORD);
    String token = member(client.post("/api/tokens", body), "token");
    return member(
        client.send("POST", "/api/keys", wanted, "Authorization", "Bearer " + token), "key");
  }

  private static String member(Answer answer, String name) {
    Matcher matcher = Pattern.compile("\"" + name + "\":\"([^\"]+)\"").matcher(answer.body());
    assertThat(matcher.find()).as(answer.status() + " " + answer.body()).isTrue();
    return matcher.group(1);
  }
}

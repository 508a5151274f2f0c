package dev.labctl.component.postgres;

import dev.labctl.exit.LabctlException;
import dev.labctl.lab.PrivateFile;
import dev.labctl.process.Command;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What pgBackRest's repository and the members know each other by: one self-signed certificate of
 * the lab, which each side shows and trusts. Made once, with the JDK's keytool; files of mode 600.
 *
 * @param certificate in PEM
 * @param key in PEM
 */
public record BackupIdentity(String certificate, String key) {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String ALIAS = "backup";

  /** Makes it when it is missing. */
  public static void create(Path folder, List<String> addresses, SecureRandom random) {
    if (Files.exists(certificate(folder)) && Files.exists(key(folder))) {
      return;
    }
    byte[] bytes = new byte[24];
    random.nextBytes(bytes);
    String password = HexFormat.of().formatHex(bytes);
    Path store = folder.resolve("backup.p12");
    try {
      Files.deleteIfExists(store);
      // pgBackRest compares the host that it was told with the names, also when it is an address.
      String names = addresses.stream().map(a -> "dns:" + a).collect(Collectors.joining(","));
      Command.of(
              Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
              "-genkeypair",
              "-alias",
              ALIAS,
              "-keyalg",
              "EC",
              "-groupname",
              "secp256r1",
              "-dname",
              "CN=labctl-backup",
              "-ext",
              "san=" + names,
              "-ext",
              "bc:c=ca:true",
              "-validity",
              "3650",
              "-storetype",
              "PKCS12",
              "-keystore",
              store.toString(),
              "-storepass:env",
              "LABCTL_STOREPASS")
          .with("LABCTL_STOREPASS", password)
          .run(LIMIT)
          .orThrow();
      write(folder, store, password.toCharArray());
    } catch (IOException | GeneralSecurityException e) {
      throw LabctlException.machine("cannot make the certificate for backups: " + e, e);
    } finally {
      delete(store);
    }
  }

  private static void write(Path folder, Path store, char[] password)
      throws IOException, GeneralSecurityException {
    KeyStore made = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      made.load(in, password);
    }
    new PrivateFile(certificate(folder))
        .write(pem("CERTIFICATE", made.getCertificate(ALIAS).getEncoded()));
    new PrivateFile(key(folder))
        .write(pem("PRIVATE KEY", made.getKey(ALIAS, password).getEncoded()));
  }

  /** The one that was made; exit 3 when there is none yet. */
  public static BackupIdentity load(Path folder) {
    try {
      return new BackupIdentity(
          Files.readString(certificate(folder)), Files.readString(key(folder)));
    } catch (IOException e) {
      throw LabctlException.machine(
          "cannot read the certificate for backups: %s; 'labctl up' makes a missing one"
              .formatted(e),
          e);
    }
  }

  /** Deletes it. */
  public static void forget(Path folder) {
    delete(certificate(folder));
    delete(key(folder));
  }

  private static Path certificate(Path folder) {
    return folder.resolve("backup.crt");
  }

  private static Path key(Path folder) {
    return folder.resolve("backup.key");
  }

  private static String pem(String kind, byte[] content) {
    String text =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(content);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(kind, text, kind);
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw LabctlException.machine("cannot delete %s: %s".formatted(file, e), e);
    }
  }
}

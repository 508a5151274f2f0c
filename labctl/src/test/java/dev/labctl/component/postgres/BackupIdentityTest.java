package dev.labctl.component.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.exit.LabctlException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupIdentityTest {
  @TempDir private Path folder;

  @Test
  void isACertificateForEveryAddressWithItsKeyInFilesThatNobodyElseMayRead()
      throws GeneralSecurityException, IOException {
    BackupIdentity.create(folder, List.of("10.43.1.40", "10.43.1.11"), new SecureRandom());

    BackupIdentity made = BackupIdentity.load(folder);
    X509Certificate certificate = certificate(made);
    assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=labctl-backup");
    // Type 2 is a DNS name, which pgBackRest compares; an IP address it would not.
    assertThat(certificate.getSubjectAlternativeNames())
        .containsExactly(List.of(2, "10.43.1.40"), List.of(2, "10.43.1.11"));
    certificate.verify(certificate.getPublicKey());
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(key(made));
    signature.update(new byte[] {1, 2, 3});
    byte[] signed = signature.sign();
    signature.initVerify(certificate);
    signature.update(new byte[] {1, 2, 3});
    assertThat(signature.verify(signed)).isTrue();
    try (var files = Files.list(folder)) {
      assertThat(files)
          .hasSize(2)
          .allSatisfy(
              f ->
                  assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(f)))
                      .isEqualTo("rw-------"));
    }
  }

  @Test
  void isMadeOnceAndForgotten() {
    BackupIdentity.create(folder, List.of("10.43.1.40"), new SecureRandom());
    BackupIdentity first = BackupIdentity.load(folder);
    BackupIdentity.create(folder, List.of("10.43.1.40"), new SecureRandom());
    assertThat(BackupIdentity.load(folder)).isEqualTo(first);
    BackupIdentity.forget(folder);
    assertThatThrownBy(() -> BackupIdentity.load(folder))
        .isInstanceOf(LabctlException.class)
        .hasMessageContaining("labctl up");
  }

  private static X509Certificate certificate(BackupIdentity made) throws GeneralSecurityException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(
                new ByteArrayInputStream(made.certificate().getBytes(StandardCharsets.US_ASCII)));
  }

  private static PrivateKey key(BackupIdentity made) throws GeneralSecurityException {
    String base64 = made.key().replaceAll("-----[A-Z ]+-----|\\s", "");
    return KeyFactory.getInstance("EC")
        .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
  }
}

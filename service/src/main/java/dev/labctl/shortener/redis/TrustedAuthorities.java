package dev.labctl.shortener.redis;

import dev.labctl.shortener.config.Tls;
import dev.labctl.shortener.failure.ShortenerException.Misconfigured;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** Sockets that trust the authorities in one file, and no others. */
final class TrustedAuthorities {
  private TrustedAuthorities() {}

  static SSLSocketFactory sockets(Tls tls) {
    try (InputStream in = Files.newInputStream(tls.caFile())) {
      Collection<? extends Certificate> certificates =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (certificates.isEmpty()) {
        throw new Misconfigured("tls.caFile " + tls.caFile() + " holds no certificate", null);
      }
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int number = 0;
      for (Certificate certificate : certificates) {
        store.setCertificateEntry("ca-" + number++, certificate);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context.getSocketFactory();
    } catch (IOException | GeneralSecurityException e) {
      throw new Misconfigured("tls.caFile " + tls.caFile() + " cannot be used: " + e, e);
    }
  }

  /** That the certificate must be the host's that was asked for. */
  static SSLParameters hostChecked() {
    SSLParameters parameters = new SSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    return parameters;
  }
}

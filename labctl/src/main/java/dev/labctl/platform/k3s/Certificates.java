package dev.labctl.platform.k3s;

import dev.labctl.exit.LabctlException;
import io.fabric8.kubernetes.client.Config;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** The certificates that a cluster works with: its authority's, labctl's own and each server's. */
record Certificates(Config credentials, List<URI> servers) {
  private static final Duration ANSWER = Duration.ofMillis(900);

  /**
   * By what they are for; a server that does not answer is left out, as is labctl's own where it
   * proves itself otherwise.
   *
   * @throws LabctlException (exit 3) when they cannot be understood
   */
  Map<String, X509Certificate> all() {
    Map<String, X509Certificate> all = new LinkedHashMap<>();
    try {
      Optional<X509Certificate> authority =
          read(credentials.getCaCertData(), credentials.getCaCertFile());
      own().ifPresent(own -> all.put("labctl", own));
      if (authority.isPresent()) {
        all.put("authority", authority.get());
        SSLContext trust = trusting(authority.get());
        for (URI server : servers) {
          serving(server, trust, all);
        }
      }
      return all;
    } catch (IOException | GeneralSecurityException e) {
      throw unreadable(e);
    }
  }

  /** That with which labctl proves itself, if it does so with one. */
  Optional<X509Certificate> own() {
    try {
      return read(credentials.getClientCertData(), credentials.getClientCertFile());
    } catch (IOException | GeneralSecurityException e) {
      throw unreadable(e);
    }
  }

  private static LabctlException unreadable(Exception e) {
    return LabctlException.machine(
        "cannot read the certificates in the kubeconfig: %s; get a new one".formatted(e), e);
  }

  private static Optional<X509Certificate> read(@Nullable String data, @Nullable String file)
      throws GeneralSecurityException, IOException {
    if (data == null && file == null) {
      return Optional.empty();
    }
    byte[] pem =
        data != null
            ? Base64.getDecoder().decode(data)
            : Files.readAllBytes(Path.of(String.valueOf(file)));
    try (InputStream in = new ByteArrayInputStream(pem)) {
      return Optional.of(
          (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
  }

  private static SSLContext trusting(X509Certificate authority)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    store.setCertificateEntry("authority", authority);
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private static void serving(URI server, SSLContext trust, Map<String, X509Certificate> into) {
    try (SSLSocket socket = (SSLSocket) trust.getSocketFactory().createSocket()) {
      int limit = Math.toIntExact(ANSWER.toMillis());
      socket.setSoTimeout(limit);
      socket.connect(new InetSocketAddress(server.getHost(), server.getPort()), limit);
      socket.startHandshake();
      into.put(
          "server " + server.getHost(),
          (X509Certificate) socket.getSession().getPeerCertificates()[0]);
    } catch (IOException noAnswer) {
      // The table of nodes says that it is away.
      into.remove("server " + server.getHost());
    }
  }
}

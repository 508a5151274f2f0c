package dev.labctl.platform.k3s;

import dev.labctl.exit.LabctlException;
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
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The certificates that a cluster works with: its authority's, labctl's own and each server's. */
record Certificates(Path kubeconfig, List<URI> servers) {
  private static final Duration ANSWER = Duration.ofMillis(900);

  /**
   * By what they are for; a server that does not answer is left out.
   *
   * @throws LabctlException (exit 3) when the kubeconfig cannot be understood
   */
  Map<String, X509Certificate> all() {
    try {
      JsonNode file = new YAMLMapper().readTree(Files.readString(kubeconfig));
      X509Certificate authority =
          decode(file.path("clusters").path(0).path("cluster"), "certificate-authority-data");
      Map<String, X509Certificate> all = new LinkedHashMap<>();
      all.put("authority", authority);
      all.put("labctl", decode(file.path("users").path(0).path("user"), "client-certificate-data"));
      SSLContext trust = trusting(authority);
      for (URI server : servers) {
        serving(server, trust, all);
      }
      return all;
    } catch (IOException | GeneralSecurityException e) {
      throw LabctlException.machine(
          "cannot read the certificates in %s: %s; 'labctl up' writes it anew"
              .formatted(kubeconfig, e),
          e);
    }
  }

  private static X509Certificate decode(JsonNode of, String field)
      throws GeneralSecurityException, IOException {
    byte[] pem = Base64.getDecoder().decode(of.path(field).asString(""));
    try (InputStream in = new ByteArrayInputStream(pem)) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
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

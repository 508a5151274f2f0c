package dev.labctl.platform.k3s;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.labctl.component.postgres.BackupIdentity;
import dev.labctl.json.Json;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * Talks to an API server as {@code up} does, with a server of its own that has nothing and takes
 * everything. For the JVM's recording of what a command needs; see {@code bin/labctl}.
 */
public final class ApiRehearsal {
  private static final String EMPTY =
      "{\"kind\":\"List\",\"apiVersion\":\"v1\",\"metadata\":{},\"items\":[]}";
  private static final String VERSION = "{\"major\":\"1\",\"minor\":\"34\"}";

  private ApiRehearsal() {}

  /** Runs it; what it writes is deleted. */
  public static void run() throws IOException, GeneralSecurityException {
    Path folder = Files.createTempDirectory("labctl-rehearsal-");
    try {
      BackupIdentity.create(folder, List.of("localhost"), new SecureRandom());
      talk(BackupIdentity.load(folder));
    } finally {
      BackupIdentity.forget(folder);
      Files.delete(folder);
    }
  }

  private static void talk(BackupIdentity identity) throws IOException, GeneralSecurityException {
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context(identity)));
    server.createContext("/", ApiRehearsal::answer);
    server.start();
    URI address = URI.create("https://localhost:" + server.getAddress().getPort());
    try (ApiServers servers = new ApiServers(List.of(address), () -> credentials(identity))) {
      servers.one("ask for its version");
      Owner owner = new Owner("rehearsal", "labctl", true, "");
      List<GenericKubernetesResource> objects = List.of(object("ConfigMap"), object("Service"));
      objects.forEach(o -> owner.mark(o.getMetadata()));
      new Applier(servers, owner).applyAndPrune(objects, objects, false);
      Kube kube = new Kube(servers, owner.namespace());
      kube.nodes();
      kube.pods();
      kube.completed("none");
    } finally {
      server.stop(0);
    }
  }

  private static GenericKubernetesResource object(String kind) {
    return Json.lines()
        .readValue(
            """
            {"apiVersion": "v1", "kind": "%s", "metadata": {"name": "one", "namespace": "labctl"}}
            """
                .formatted(kind),
            GenericKubernetesResource.class);
  }

  private static void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String path = exchange.getRequestURI().getPath();
    int status = 200;
    String answer;
    if (!body.isEmpty()) {
      answer = Serialization.asJson(Serialization.unmarshal(body, Map.class));
    } else if (path.equals("/version")) {
      answer = VERSION;
    } else if (path.endsWith("/one") || path.endsWith("/none")) {
      status = 404;
      answer = "{}";
    } else {
      answer = EMPTY;
    }
    byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private static Config credentials(BackupIdentity identity) {
    return new ConfigBuilder(Config.empty())
        .withCaCertData(base64(identity.certificate()))
        .withClientCertData(base64(identity.certificate()))
        .withClientKeyData(base64(identity.key()))
        .withClientKeyAlgo("EC")
        .build();
  }

  private static String base64(String pem) {
    return Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII));
  }

  private static SSLContext context(BackupIdentity identity)
      throws IOException, GeneralSecurityException {
    Certificate certificate =
        CertificateFactory.getInstance("X.509")
            .generateCertificate(
                new ByteArrayInputStream(
                    identity.certificate().getBytes(StandardCharsets.US_ASCII)));
    byte[] key = Base64.getMimeDecoder().decode(identity.key().replaceAll("-----[A-Z ]+-----", ""));
    char[] none = {};
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, none);
    store.setKeyEntry(
        "server",
        KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(key)),
        none,
        new Certificate[] {certificate});
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, none);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }
}

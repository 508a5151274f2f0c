package dev.labctl.shortener.click;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What kind of program followed a link. The first whose marks appear in the User-Agent header
 * counts, so those that pretend to be others stand before them.
 */
public enum AgentFamily {
  BOT(
      "Bot",
      "bot",
      "crawl",
      "spider",
      "slurp",
      "facebookexternalhit",
      "whatsapp/",
      "preview",
      "headlesschrome",
      "monitor",
      "pingdom"),
  EDGE("Edge", "edg/", "edga/", "edgios/", "edge/"),
  OPERA("Opera", "opr/", "opios/", "opera"),
  SAMSUNG("Samsung Internet", "samsungbrowser/"),
  VIVALDI("Vivaldi", "vivaldi/"),
  YANDEX("Yandex", "yabrowser/"),
  UC("UC Browser", "ucbrowser/"),
  FIREFOX("Firefox", "firefox/", "fxios/"),
  CHROME("Chrome", "chrome/", "chromium/", "crios/"),
  SAFARI("Safari", "safari/"),
  EXPLORER("Internet Explorer", "msie ", "trident/"),
  CURL("curl", "curl/"),
  WGET("Wget", "wget/"),
  JAVA("Java", "java-http-client/", "java/", "okhttp/", "apache-httpclient/", "gatling"),
  PYTHON("Python", "python-", "aiohttp/", "httpx/"),
  GO("Go", "go-http-client/"),
  NODE("Node", "node-fetch", "axios/", "undici", "node.js"),
  /** A header that fits none of these. */
  OTHER("other"),
  /** No header at all. */
  NONE("none");

  private final String label;
  private final String[] marks;

  AgentFamily(String label, String... marks) {
    this.label = label;
    this.marks = marks;
  }

  /** Its name for people, in statistics and in the database. */
  public String label() {
    return label;
  }

  /** The family with this label. */
  public static Optional<AgentFamily> labelled(String label) {
    for (AgentFamily family : values()) {
      if (family.label.equals(label)) {
        return Optional.of(family);
      }
    }
    return Optional.empty();
  }

  /** The family of a User-Agent header. */
  public static AgentFamily of(@Nullable String userAgent) {
    if (userAgent == null || userAgent.isBlank()) {
      return NONE;
    }
    String text = userAgent.toLowerCase(Locale.ROOT);
    for (AgentFamily family : values()) {
      for (String mark : family.marks) {
        if (text.contains(mark)) {
          return family;
        }
      }
    }
    return OTHER;
  }
}

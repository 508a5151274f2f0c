package dev.labctl.shortener.click;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentFamilyTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 | CHROME
          Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0 | EDGE
          Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Safari/605.1.15 | SAFARI
          Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0 | FIREFOX
          Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) FxiOS/145.0 Mobile/15E148 Safari/605.1.15 | FIREFOX
          Mozilla/5.0 (Linux; Android 14; SAMSUNG SM-S921B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36 | SAMSUNG
          Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 OPR/124.0.0.0 | OPERA
          Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html) | BOT
          Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm) Chrome/116.0.1938.76 Safari/537.36 | BOT
          facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php) | BOT
          curl/8.14.1 | CURL
          Java-http-client/25 | JAVA
          python-requests/2.32.5 | PYTHON
          Go-http-client/2.0 | GO
          something of my own | OTHER
          '' | NONE
          """)
  void knowsThePrograms(String userAgent, AgentFamily family) {
    assertThat(AgentFamily.of(userAgent)).isEqualTo(family);
  }

  @Property
  void anyTextHasAFamilyWhoseLabelLeadsBackToIt(@ForAll String userAgent) {
    AgentFamily family = AgentFamily.of(userAgent);
    assertThat(AgentFamily.labelled(family.label())).contains(family);
  }
}

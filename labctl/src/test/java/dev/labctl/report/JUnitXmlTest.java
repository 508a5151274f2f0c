package dev.labctl.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.report.render.JUnitXml;
import dev.labctl.spec.Scenario;
import dev.labctl.spec.Scenario.Guard;
import dev.labctl.timeline.Event;
import java.io.StringReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class JUnitXmlTest {
  @Test
  void isValidXmlWhateverTheTextIs() throws Exception {
    String odd = "sum(x{l=\"\uFFFE\u0000\u001B[1m\uD800<&>'\"}) > 1\r\n";
    Document xml =
        parsed(
            guards(new Guard(odd, Duration.ofSeconds(10)))
                .with(new Event.Problem(FixtureRun.REDIS, "gatling", "said \u0007\uFFFF")));

    assertThat(cases(xml, "guard").getFirst().getAttribute("name"))
        .contains("\uFFFD", "<&>'\"")
        .doesNotContain("\u001B");
  }

  @Test
  void namesAreUniqueEvenOfGuardsWithTheSameQuery() throws Exception {
    Document xml =
        parsed(
            guards(
                new Guard("up == 0", Duration.ofSeconds(5)),
                new Guard("up == 0", Duration.ofSeconds(10)),
                new Guard("up == 0", Duration.ofSeconds(10))));

    assertThat(cases(xml, "guard").stream().map(c -> c.getAttribute("name")))
        .doesNotHaveDuplicates()
        .contains("up == 0 for 5.00 s", "up == 0 for 10.0 s");
  }

  @Test
  void ofGuardsWithTheSameQueryOnlyTheOneThatTrippedHasFailed() throws Exception {
    Document xml =
        parsed(
            guards(
                    new Guard("up == 0", Duration.ofSeconds(10)),
                    new Guard("up == 0", Duration.ofSeconds(5)),
                    new Guard("up == 0", Duration.ofSeconds(5)))
                .with(new Event.GuardTripped(FixtureRun.REDIS, "up == 0", false, "held", 2)));

    assertThat(cases(xml, "guard").stream().map(c -> c.getElementsByTagName("error").getLength()))
        .containsExactly(0, 1, 0);
  }

  @Test
  void aTripOfARunBeforeGuardsWereNumberedIsThatOfItsQuery() throws Exception {
    Document xml =
        parsed(
            guards(
                    new Guard("up == 1", Duration.ofSeconds(5)),
                    new Guard("up == 0", Duration.ofSeconds(5)))
                .with(new Event.GuardTripped(FixtureRun.REDIS, "up == 0", false, "held", null)));

    assertThat(cases(xml, "guard").stream().map(c -> c.getElementsByTagName("error").getLength()))
        .containsExactly(0, 1);
  }

  @Test
  void aLedgerThatWasNotVerifiedIsNeverAPass() throws Exception {
    FixtureRun loadOnly =
        new FixtureRun()
            .without(Event.LedgerVerified.class::isInstance)
            .scenario(
                s ->
                    new Scenario(
                        s.name(),
                        s.description(),
                        s.source(),
                        s.load(),
                        s.steadyState(),
                        List.of(),
                        s.guards(),
                        s.objectives()));
    Element skipped = cases(parsed(loadOnly), "ledger").getFirst();
    Element error =
        cases(parsed(new FixtureRun().without(Event.LedgerVerified.class::isInstance)), "ledger")
            .getFirst();

    assertThat(skipped.getElementsByTagName("skipped").getLength()).isEqualTo(1);
    assertThat(error.getElementsByTagName("error").getLength()).isEqualTo(1);
    assertThat(((Element) skipped.getFirstChild()).getAttribute("message"))
        .contains("not verified");
  }

  @Test
  void theSuiteCountsWhatItHolds() throws Exception {
    Document xml = parsed(new FixtureRun().without(Event.LedgerVerified.class::isInstance));
    Element suite = (Element) xml.getElementsByTagName("testsuite").item(0);

    assertThat(suite.getAttribute("tests"))
        .isEqualTo("" + xml.getElementsByTagName("testcase").getLength());
    assertThat(suite.getAttribute("errors"))
        .isEqualTo("" + xml.getElementsByTagName("error").getLength())
        .isNotEqualTo("0");
  }

  private static FixtureRun guards(Guard... guards) {
    return new FixtureRun()
        .scenario(
            s ->
                new Scenario(
                    s.name(),
                    s.description(),
                    s.source(),
                    s.load(),
                    s.steadyState(),
                    s.faults(),
                    List.of(guards),
                    s.objectives()));
  }

  private static Document parsed(FixtureRun run) throws Exception {
    String xml = new JUnitXml().render(run.evaluate(), run.scenario(), run.events());
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(xml)));
  }

  private static List<Element> cases(Document xml, String group) {
    var found = new ArrayList<Element>();
    var all = xml.getElementsByTagName("testcase");
    for (int i = 0; i < all.getLength(); i++) {
      Element one = (Element) all.item(i);
      if (one.getAttribute("classname").endsWith("." + group)) {
        found.add(one);
      }
    }
    return found;
  }
}

package dev.labctl.report.render;

import dev.labctl.report.evaluate.Wording;
import dev.labctl.report.model.Report;
import dev.labctl.report.model.Report.Judgement;
import dev.labctl.spec.Scenario;
import dev.labctl.timeline.Event;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.jspecify.annotations.Nullable;

/**
 * {@code junit.xml} for CI servers: one testcase per objective, expectation and guard, one for the
 * ledger and one for the verdict as a whole. What was not proven is an error, and what was not
 * looked at is skipped with its reason; neither is a pass.
 */
public final class JUnitXml {
  /**
   * @param result null when it was skipped
   */
  private record Case(String group, String name, @Nullable Judgement result, String detail) {
    /** The element inside the testcase; null for a pass. */
    @Nullable String element() {
      return switch (result) {
        case null -> "skipped";
        case PASS -> null;
        case FAIL -> "failure";
        case INCONCLUSIVE, ABORTED -> "error";
      };
    }
  }

  /** The whole file. */
  public String render(Report report, Scenario scenario, List<Event> timeline) {
    List<Case> cases = unique(cases(report, scenario, timeline));
    StringWriter text = new StringWriter();
    try {
      XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
      xml.writeStartDocument("UTF-8", "1.0");
      xml.writeCharacters("\n");
      xml.writeStartElement("testsuites");
      xml.writeCharacters("\n  ");
      suite(xml, report, cases);
      xml.writeCharacters("\n");
      xml.writeEndElement();
      xml.writeEndDocument();
      xml.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("writing XML into memory failed", e);
    }
    return text.append("\n").toString();
  }

  private static void suite(XMLStreamWriter xml, Report report, List<Case> cases)
      throws XMLStreamException {
    String suite = "labctl." + report.run().scenario();
    xml.writeStartElement("testsuite");
    attribute(xml, "name", suite);
    attribute(xml, "tests", Integer.toString(cases.size()));
    attribute(xml, "failures", count(cases, "failure"));
    attribute(xml, "errors", count(cases, "error"));
    attribute(xml, "skipped", count(cases, "skipped"));
    attribute(
        xml,
        "time",
        String.format(
            Locale.ROOT,
            "%.3f",
            Duration.between(report.run().startedAt(), report.run().endedAt()).toMillis()
                / 1000.0));
    attribute(xml, "timestamp", report.run().startedAt().toString());
    for (Case one : cases) {
      xml.writeCharacters("\n    ");
      testcase(xml, suite, one);
    }
    xml.writeCharacters("\n  ");
    xml.writeEndElement();
  }

  private static void testcase(XMLStreamWriter xml, String suite, Case one)
      throws XMLStreamException {
    String element = one.element();
    if (element == null) {
      xml.writeEmptyElement("testcase");
    } else {
      xml.writeStartElement("testcase");
    }
    attribute(xml, "classname", suite + "." + one.group());
    attribute(xml, "name", one.name());
    attribute(xml, "time", "0");
    if (element != null) {
      xml.writeEmptyElement(element);
      if (one.result() != null) {
        attribute(xml, "type", one.result().name());
      }
      attribute(xml, "message", one.detail());
      xml.writeEndElement();
    }
  }

  private static List<Case> cases(Report report, Scenario scenario, List<Event> timeline) {
    var cases = new ArrayList<Case>();
    for (Report.ObjectiveResult o : report.objectives()) {
      cases.add(
          new Case(
              "objective",
              o.id(),
              o.verdict(),
              Wording.value(o.sli(), o.actual())
                  + " measured in phase "
                  + o.phase()
                  + ", target "
                  + Wording.value(o.sli(), o.target())
                  + (o.excuse() == null ? "" : ", but " + o.excuse())));
    }
    for (Report.FaultResult fault : report.faults()) {
      for (Report.Expectation e : fault.expectations()) {
        cases.add(
            new Case(
                "expectation",
                fault.id() + " " + e.what(),
                e.verdict(),
                Wording.measure(e.what(), e.actual())
                    + ", limit "
                    + Wording.value(e.what(), e.limit())));
      }
    }
    for (int i = 0; i < scenario.guards().size(); i++) {
      cases.add(guard(i + 1, scenario.guards(), timeline));
    }
    cases.add(ledger(report.ledger(), scenario));
    cases.add(new Case("run", "verdict", report.verdict(), String.join("; ", report.reasons())));
    report.skipped().forEach(s -> cases.add(new Case("skipped", s.what(), null, s.reason())));
    return cases;
  }

  /** Two guards may ask the same, and differ in how long it has to hold or in nothing. */
  private static Case guard(int number, List<Scenario.Guard> guards, List<Event> timeline) {
    Scenario.Guard guard = guards.get(number - 1);
    boolean twice = guards.stream().filter(g -> g.promql().equals(guard.promql())).count() > 1;
    String name =
        twice
            ? guard.promql() + " for " + Wording.duration(guard.hold().toMillis() / 1000.0)
            : guard.promql();
    return timeline.stream()
        .filter(Event.GuardTripped.class::isInstance)
        .map(Event.GuardTripped.class::cast)
        .filter(
            t -> t.guard() == null ? t.promql().equals(guard.promql()) : t.guard().equals(number))
        .findFirst()
        .map(
            t ->
                new Case(
                    "guard",
                    name,
                    t.noData() ? Judgement.INCONCLUSIVE : Judgement.ABORTED,
                    t.detail()))
        .orElse(new Case("guard", name, Judgement.PASS, ""));
  }

  private static Case ledger(Report.@Nullable LedgerResult ledger, Scenario scenario) {
    String name = "no acknowledged write lost";
    if (ledger == null) {
      return scenario.faults().isEmpty()
          ? new Case("ledger", name, null, "the ledger was not verified; no fault was injected")
          : new Case("ledger", name, Judgement.INCONCLUSIVE, "the ledger was not verified");
    }
    return new Case(
        "ledger",
        name,
        ledger.lost() + ledger.duplicated() + ledger.wrongTarget() == 0
            ? Judgement.PASS
            : Judgement.FAIL,
        String.format(
            Locale.ROOT,
            "%d acknowledged: %d lost, %d duplicated, %d with a wrong target",
            ledger.acknowledged(),
            ledger.lost(),
            ledger.duplicated(),
            ledger.wrongTarget()));
  }

  /** CI servers keep one result for each class and name; a second would replace the first. */
  private static List<Case> unique(List<Case> cases) {
    Map<String, Integer> seen = new HashMap<>();
    var unique = new ArrayList<Case>();
    for (Case one : cases) {
      int times = seen.merge(one.group() + "\n" + valid(one.name()), 1, Integer::sum);
      unique.add(
          times == 1
              ? one
              : new Case(one.group(), one.name() + " (" + times + ")", one.result(), one.detail()));
    }
    return unique;
  }

  private static String count(List<Case> cases, String element) {
    return Long.toString(cases.stream().filter(c -> element.equals(c.element())).count());
  }

  private static void attribute(XMLStreamWriter xml, String name, String value)
      throws XMLStreamException {
    xml.writeAttribute(name, valid(value));
  }

  /** XML 1.0 has no way to write some characters, not even escaped. */
  private static String valid(String text) {
    StringBuilder valid = new StringBuilder(text.length());
    text.codePoints().forEach(c -> valid.appendCodePoint(mayStand(c) ? c : '\uFFFD'));
    return valid.toString();
  }

  private static boolean mayStand(int c) {
    return c == '\t'
        || c == '\n'
        || c == '\r'
        || c >= 0x20 && c <= 0xD7FF
        || c >= 0xE000 && c <= 0xFFFD
        || c >= 0x10000 && c <= 0x10FFFF;
  }
}

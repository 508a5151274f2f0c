package dev.labctl.report.render;

import dev.labctl.report.evaluate.Wording;
import dev.labctl.report.model.Report;
import dev.labctl.report.model.Report.Outcome;
import dev.labctl.spec.Scenario;
import dev.labctl.timeline.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * {@code junit.xml} for CI servers: one testcase per objective, expectation and guard, one for the
 * ledger and one for the verdict as a whole. What was not proven is an error, not a pass.
 */
public final class JUnitXml {
  private record Case(String group, String name, Outcome outcome, String detail) {}

  /** The whole file. */
  public String render(Report report, Scenario scenario, List<Event> timeline) {
    List<Case> cases = cases(report, scenario, timeline);
    String suite = "labctl." + report.run().scenario();
    StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    xml.append(
        String.format(
            Locale.ROOT,
            "<testsuites>\n"
                + "  <testsuite name=\"%s\" tests=\"%d\" failures=\"%d\" errors=\"%d\""
                + " skipped=\"%d\" time=\"%.3f\" timestamp=\"%s\">\n",
            escape(suite),
            cases.size() + report.skipped().size(),
            count(cases, Outcome.FAIL),
            count(cases, Outcome.INCONCLUSIVE) + count(cases, Outcome.ABORTED),
            report.skipped().size(),
            java.time.Duration.between(report.run().startedAt(), report.run().endedAt()).toMillis()
                / 1000.0,
            report.run().startedAt()));
    cases.forEach(c -> xml.append(testcase(suite, c)));
    report
        .skipped()
        .forEach(
            s ->
                xml.append(open(suite, "skipped", s.what()))
                    .append("><skipped message=\"")
                    .append(escape(s.reason()))
                    .append("\"/></testcase>\n"));
    return xml.append("  </testsuite>\n</testsuites>\n").toString();
  }

  private static List<Case> cases(Report report, Scenario scenario, List<Event> timeline) {
    var cases = new ArrayList<Case>();
    report
        .objectives()
        .forEach(
            o ->
                cases.add(
                    new Case(
                        "objective",
                        o.id(),
                        o.verdict(),
                        Wording.value(o.sli(), o.actual())
                            + " measured in phase "
                            + o.phase()
                            + ", target "
                            + Wording.value(o.sli(), o.target()))));
    for (Report.Fault fault : report.faults()) {
      fault
          .expectations()
          .forEach(
              e ->
                  cases.add(
                      new Case(
                          "expectation",
                          fault.id() + " " + e.what(),
                          e.verdict(),
                          Wording.measure(e.what(), e.actual())
                              + ", limit "
                              + Wording.value(e.what(), e.limit()))));
    }
    scenario.guards().forEach(g -> cases.add(guard(g, timeline)));
    cases.add(ledger(report.ledger(), scenario));
    cases.add(new Case("run", "verdict", report.verdict(), String.join("; ", report.reasons())));
    return cases;
  }

  private static Case guard(Scenario.Guard guard, List<Event> timeline) {
    return timeline.stream()
        .filter(Event.GuardTripped.class::isInstance)
        .map(Event.GuardTripped.class::cast)
        .filter(t -> t.promql().equals(guard.promql()))
        .findFirst()
        .map(
            t ->
                new Case(
                    "guard",
                    guard.promql(),
                    t.noData() ? Outcome.INCONCLUSIVE : Outcome.ABORTED,
                    t.detail()))
        .orElse(new Case("guard", guard.promql(), Outcome.PASS, ""));
  }

  private static Case ledger(Report.@Nullable Ledger ledger, Scenario scenario) {
    if (ledger == null) {
      return new Case(
          "ledger",
          "no acknowledged write lost",
          scenario.faults().isEmpty() ? Outcome.PASS : Outcome.INCONCLUSIVE,
          "not verified");
    }
    return new Case(
        "ledger",
        "no acknowledged write lost",
        ledger.lost() + ledger.duplicated() + ledger.wrongTarget() == 0
            ? Outcome.PASS
            : Outcome.FAIL,
        String.format(
            Locale.ROOT,
            "%d acknowledged: %d lost, %d duplicated, %d with a wrong target",
            ledger.acknowledged(),
            ledger.lost(),
            ledger.duplicated(),
            ledger.wrongTarget()));
  }

  private static String testcase(String suite, Case c) {
    String element =
        switch (c.outcome()) {
          case PASS -> "";
          case FAIL -> "failure";
          case INCONCLUSIVE, ABORTED -> "error";
        };
    String open = open(suite, c.group(), c.name());
    return element.isEmpty()
        ? open + "/>\n"
        : open
            + "><"
            + element
            + " type=\""
            + c.outcome()
            + "\" message=\""
            + escape(c.detail())
            + "\"/></testcase>\n";
  }

  private static String open(String suite, String group, String name) {
    return "    <testcase classname=\""
        + escape(suite + "." + group)
        + "\" name=\""
        + escape(name)
        + "\" time=\"0\"";
  }

  private static long count(List<Case> cases, Outcome outcome) {
    return cases.stream().filter(c -> c.outcome() == outcome).count();
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replaceAll("[\\p{Cntrl}&&[^\t]]", " ");
  }
}

package dev.labctl.runbook;

import dev.labctl.exit.LabctlException;
import dev.labctl.runbook.RunbookFiles.RunbookFile;
import dev.labctl.yaml.Fields;
import dev.labctl.yaml.InvalidValueException;
import dev.labctl.yaml.Mark;
import dev.labctl.yaml.Problems;
import dev.labctl.yaml.Values;
import dev.labctl.yaml.YamlNode;
import dev.labctl.yaml.YamlParser;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.commonmark.node.Block;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.Node;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.text.TextContentRenderer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a runbook (docs/runbooks.md). What is wrong with it is told in one go, with line and
 * column; reading is linting.
 */
public final class RunbookReader {
  private static final String GUIDE = "docs/runbooks.md";
  private static final String FRONT_MATTER = "---";

  private final Set<String> faults;
  private final StepReader steps;
  private final Parser parser =
      Parser.builder().includeSourceSpans(IncludeSourceSpans.BLOCKS).build();

  /**
   * @param faults names of the faults there are
   * @param labctlCommands names of labctl's commands
   */
  public RunbookReader(Set<String> faults, Set<String> labctlCommands) {
    this.faults = new TreeSet<>(faults);
    this.faults.add(Runbook.NO_FAULT);
    this.steps = new StepReader(new LabctlCalls(labctlCommands));
  }

  /**
   * Reads one.
   *
   * @throws LabctlException (usage) naming file, line and column of each problem
   */
  public Runbook read(RunbookFile found) {
    Problems problems = new Problems(found.source(), GUIDE);
    Optional<Runbook> runbook =
        parse(YamlParser.load(found.file(), found.source()), found, problems);
    problems.throwIfAny();
    return runbook.orElseThrow();
  }

  /** What is wrong with it, one line a problem; empty when nothing is. */
  public List<String> lint(RunbookFile found) {
    Problems problems = new Problems(found.source(), GUIDE);
    parse(YamlParser.load(found.file(), found.source()), found, problems);
    return problems.lines();
  }

  /** Empty only when the front matter has problems, which are then noted. */
  Optional<Runbook> parse(String text, RunbookFile found, Problems problems) {
    List<String> lines = text.lines().toList();
    int end = lines.isEmpty() ? -1 : lines.subList(1, lines.size()).indexOf(FRONT_MATTER) + 1;
    if (end < 1 || !lines.getFirst().equals(FRONT_MATTER)) {
      problems.add(
          Mark.START, "no front matter; must begin with lines '---', fault, alerts, '---'");
      return Optional.empty();
    }
    // An empty line in place of the first keeps YAML's line numbers those of the file.
    String yaml = "\n" + String.join("\n", lines.subList(1, end));
    Optional<Fields> header =
        YamlParser.parse(yaml, problems)
            .map(n -> Fields.of(n, "the front matter", problems, "fault", "alerts"));
    Body body = body(lines, end, problems);
    return header.map(
        h -> {
          String fault = h.required("fault", Values.word(List.copyOf(faults))).orElse("");
          return new Runbook(
              found.name(),
              found.source(),
              body.title(),
              fault,
              alerts(h, fault, problems),
              body.steps(),
              text);
        });
  }

  private static List<String> alerts(Fields header, String fault, Problems problems) {
    List<String> alerts = new ArrayList<>();
    for (YamlNode node : header.items("alerts")) {
      try {
        alerts.add(Values.text(node));
      } catch (InvalidValueException e) {
        problems.add(e.at(), "an alert " + e.problem());
      }
    }
    // What nobody is alerted of is told by somebody.
    if (alerts.isEmpty() && !fault.equals(Runbook.NO_FAULT)) {
      problems.add(header.at("alerts"), "no 'alerts'; must name at least one that leads here");
    }
    return alerts;
  }

  private record Body(String title, List<Step> steps) {}

  private Body body(List<String> lines, int frontMatterEnd, Problems problems) {
    List<String> rest = new ArrayList<>(lines);
    for (int i = 0; i <= frontMatterEnd; i++) {
      rest.set(i, "");
    }
    Node document = parser.parse(String.join("\n", rest));
    Map<Section, Integer> seen = new EnumMap<>(Section.class);
    List<Step> read = new ArrayList<>();
    String title = "";
    Section section = null;
    int content = 0;
    for (Node n = document.getFirstChild(); n != null; n = n.getNext()) {
      int line = line(n);
      if (n instanceof Heading h && h.getLevel() == 1) {
        title = text(h);
      } else if (n instanceof Heading h && h.getLevel() == 2) {
        empty(section, content, seen, problems);
        content = 0;
        section = section(text(h), line, seen, problems);
      } else {
        content++;
      }
      if (n instanceof FencedCodeBlock fence) {
        step(fence, lines.get(line - 1), line, section, problems).ifPresent(read::add);
      }
    }
    empty(section, content, seen, problems);
    check(title, seen, read, problems);
    return new Body(title, read);
  }

  private Optional<Step> step(
      FencedCodeBlock fence, String raw, int line, @Nullable Section section, Problems problems) {
    try {
      FenceInfo info = FenceInfo.parse(raw, line);
      if (section == null) {
        if (info.language().equals("sh") || info.language().equals("promql")) {
          problems.add(new Mark(line, 1), "a step before the first section; must be inside one");
        }
        return Optional.empty();
      }
      return steps.read(info, fence.getLiteral(), section, line, problems);
    } catch (InvalidValueException e) {
      problems.add(e.at(), e.problem());
      return Optional.empty();
    }
  }

  private static @Nullable Section section(
      String heading, int line, Map<Section, Integer> seen, Problems problems) {
    Optional<Section> section = Section.of(heading);
    if (section.isEmpty()) {
      problems.add(
          new Mark(line, 1),
          "section '%s'; must be one of %s"
              .formatted(heading, String.join(", ", Section.HEADINGS)));
      return null;
    }
    if (seen.put(section.get(), line) != null) {
      problems.add(
          new Mark(line, 1), "section '%s' a second time; must be there once".formatted(heading));
    }
    return section.get();
  }

  private static void empty(
      @Nullable Section section, int content, Map<Section, Integer> seen, Problems problems) {
    if (section != null && content == 0) {
      problems.add(
          new Mark(seen.getOrDefault(section, 1), 1),
          "section '%s' is empty; must say something".formatted(section.heading()));
    }
  }

  private static void check(
      String title, Map<Section, Integer> seen, List<Step> steps, Problems problems) {
    if (title.isBlank()) {
      problems.add(Mark.START, "no title; must have a heading '# …' that says what is broken");
    }
    int last = 0;
    for (Section section : Section.values()) {
      int line = seen.getOrDefault(section, 0);
      if (line == 0) {
        problems.add(Mark.START, "no section '## %s'; must be there".formatted(section.heading()));
      } else if (line < last) {
        problems.add(
            new Mark(line, 1),
            "section '%s' is out of order; must be %s"
                .formatted(section.heading(), String.join(", ", Section.HEADINGS)));
      }
      last = Math.max(last, line);
    }
    for (Section section : List.of(Section.DIAGNOSIS, Section.REMEDY, Section.VERIFICATION)) {
      if (seen.containsKey(section) && steps.stream().noneMatch(s -> s.section() == section)) {
        problems.add(
            new Mark(seen.getOrDefault(section, 1), 1),
            "section '%s' has no sound step; must have one at least".formatted(section.heading()));
      }
    }
    Set<String> titles = new HashSet<>();
    for (Step step : steps) {
      if (!titles.add(step.title())) {
        problems.add(
            new Mark(step.line(), 1),
            "step '%s' a second time; must be unique".formatted(step.title()));
      }
    }
  }

  private static String text(Block heading) {
    return TextContentRenderer.builder().build().render(heading).strip();
  }

  private static int line(Node node) {
    var spans = node.getSourceSpans();
    return spans.isEmpty() ? 1 : spans.getFirst().getLineIndex() + 1;
  }
}

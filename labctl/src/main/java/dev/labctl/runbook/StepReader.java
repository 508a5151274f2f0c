package dev.labctl.runbook;

import dev.labctl.promql.InvalidPromQlException;
import dev.labctl.promql.PromQl;
import dev.labctl.runbook.FenceInfo.Attribute;
import dev.labctl.yaml.InvalidValueException;
import dev.labctl.yaml.Mark;
import dev.labctl.yaml.Problems;
import dev.labctl.yaml.Values;
import dev.labctl.yaml.YamlNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Makes a step of a fenced block, or says what is wrong with it. */
final class StepReader {
  private static final List<String> SHELL_KEYS =
      List.of("step", "expect", "until", "needs", "timeout");
  private static final List<String> EXPECTATIONS = List.of("expect", "until", "needs");
  private static final List<String> PROMQL_KEYS = List.of("step", "expect", "for", "timeout");

  /** Languages of blocks that only show something. */
  private static final List<String> SHOWN = List.of("", "text", "json");

  private static final Duration LONGEST = Duration.ofMinutes(10);

  private final LabctlCalls calls;

  StepReader(LabctlCalls calls) {
    this.calls = calls;
  }

  Optional<Step> read(FenceInfo info, String body, Section section, int line, Problems problems)
      throws InvalidValueException {
    Mark at = new Mark(line, 1);
    if (SHOWN.contains(info.language())) {
      return Optional.empty();
    }
    boolean shell = info.language().equals("sh");
    if (!shell && !info.language().equals("promql")) {
      throw new InvalidValueException(
          at,
          "block of '%s'; must be sh or promql to be run, text or json to be read"
              .formatted(info.language()));
    }
    keys(info, shell ? SHELL_KEYS : PROMQL_KEYS);
    if (body.isBlank()) {
      throw new InvalidValueException(at, "the step is empty; must do something");
    }
    String title = attribute(info, "step", at).value();
    Duration timeout = duration(info, "timeout", Step.DEFAULT_TIMEOUT);
    if (timeout.isZero() || timeout.compareTo(LONGEST) > 0) {
      throw new InvalidValueException(at, "'timeout' must be above 0s and at most 10m");
    }
    for (String unknown : shell ? calls.unknown(body) : List.<String>of()) {
      problems.add(
          at,
          "step '%s' calls 'labctl %s'; must be a command of 'labctl help'"
              .formatted(title, unknown));
    }
    return Optional.of(
        shell
            ? shell(info, at, title, section, timeout, body)
            : promql(info, at, title, section, timeout, body));
  }

  private static void keys(FenceInfo info, List<String> known) throws InvalidValueException {
    for (var entry : info.attributes().entrySet()) {
      if (!known.contains(entry.getKey())) {
        throw new InvalidValueException(
            entry.getValue().at(),
            "unknown '%s' behind the fence; must be one of %s"
                .formatted(entry.getKey(), String.join(", ", known)));
      }
    }
  }

  private static Step shell(
      FenceInfo info, Mark at, String title, Section section, Duration timeout, String body)
      throws InvalidValueException {
    List<String> given = EXPECTATIONS.stream().filter(info.attributes()::containsKey).toList();
    if (given.size() != 1) {
      throw new InvalidValueException(
          at,
          "step '%s' has %s of 'expect', 'until' and 'needs'; must have one, which says what its output shows"
              .formatted(title, given.isEmpty() ? "none" : "several"));
    }
    boolean repeat = given.contains("until");
    Attribute pattern = attribute(info, given.getFirst(), at);
    try {
      if (given.contains("needs")) {
        if (section != Section.PRECONDITIONS) {
          throw new InvalidValueException(
              pattern.at(),
              "step '%s' has 'needs' in '%s'; must be in '%s': it is asked before anything is broken"
                  .formatted(title, section.heading(), Section.PRECONDITIONS.heading()));
        }
        return new Step.Need(
            title,
            section,
            at.line(),
            timeout,
            body,
            Pattern.compile(pattern.value(), Pattern.MULTILINE));
      }
      return new Step.ShellStep(
          title,
          section,
          at.line(),
          timeout,
          body,
          Pattern.compile(pattern.value(), Pattern.MULTILINE),
          repeat);
    } catch (PatternSyntaxException e) {
      throw new InvalidValueException(
          pattern.at(),
          "'%s' is no regular expression: %s".formatted(pattern.value(), e.getDescription()));
    }
  }

  private static Step promql(
      FenceInfo info, Mark at, String title, Section section, Duration timeout, String body)
      throws InvalidValueException {
    Attribute expect = attribute(info, "expect", at);
    Optional<ExpectedNumber> comparison = ExpectedNumber.parse(expect.value());
    if (comparison.isEmpty()) {
      throw new InvalidValueException(
          expect.at(),
          "'expect' is '%s'; must be a comparison such as \"== 1\"".formatted(expect.value()));
    }
    Duration hold = duration(info, "for", Duration.ZERO);
    if (hold.compareTo(timeout) >= 0) {
      throw new InvalidValueException(
          at, "'for' is %s s; must be below 'timeout'".formatted(hold.toSeconds()));
    }
    return new Step.PromQlStep(
        title, section, at.line(), timeout, query(body, at), comparison.get(), hold);
  }

  /** The block's text begins on the line below its fence. */
  private static String query(String body, Mark fence) throws InvalidValueException {
    try {
      return PromQl.parse(body.strip()).text();
    } catch (InvalidPromQlException e) {
      int offset = e.offset() + body.indexOf(body.strip());
      String before = body.substring(0, offset);
      int line = (int) before.chars().filter(c -> c == '\n').count();
      int column = offset - before.lastIndexOf('\n');
      throw new InvalidValueException(
          new Mark(fence.line() + 1 + line, column), "the query is not PromQL: " + e.problem());
    }
  }

  private static Attribute attribute(FenceInfo info, String key, Mark at)
      throws InvalidValueException {
    Attribute attribute = info.attributes().get(key);
    if (attribute == null || attribute.value().isBlank()) {
      throw new InvalidValueException(at, "no '%s' behind the fence; must be given".formatted(key));
    }
    return attribute;
  }

  private static Duration duration(FenceInfo info, String key, Duration standard)
      throws InvalidValueException {
    Attribute attribute = info.attributes().get(key);
    if (attribute == null) {
      return standard;
    }
    try {
      return Values.duration(new YamlNode.Scalar(attribute.at(), attribute.value()));
    } catch (InvalidValueException e) {
      throw new InvalidValueException(e.at(), "'%s' %s".formatted(key, e.problem()));
    }
  }
}

package dev.labctl.promql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PromQlTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "sum(rate(client_errors_total[10s])) > 50",
        "count(up{job=\"shortener\"} == 1) == 3",
        "sum(patroni_primary) == 1 and count(patroni_postgres_running == 1) == 3",
        "count(up{job=\"etcd\"} == 1) == 3 or absent(up{job=\"etcd\"})",
        "min(up{job=~'a|b', x!=\"\"}) by (job,) == bool 1",
        "sum without(instance) (rate(x_total[1m] offset -5m)) / on(job) group_left(a) y >= 2",
        "max_over_time((a / b)[30s:1s]) > 0.5 # why",
        "1 > bool 0",
        "-a ^ 2 < -0x1F",
        "(a > 1) unless on (job) b",
        "a{b=\"c\"} @ start() != +Inf",
        "histogram_quantile(0.95, sum by (le) (rate(b_bucket[5s]))) > 1e-3",
        "topk(1, sum > 5) > 1",
        "{__name__=~\"client_.+\"} > 5",
        "vector(0)/vector(0) > bool 0.5"
      })
  void conditionsAreAccepted(String text) throws InvalidPromQlException {
    assertThat(PromQl.condition(text).text()).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          sum(client_requests_total)             | 0  | compared with nothing
          a > 1 or b                             | 9  | 'b' is compared with nothing
          count(a > 1)                           | 0  | compared with nothing
          sum(rate(client_errors_total[10s]) > 10 | 39 | the end of the query is not expected here; must be ',' or ')'
          a > 5)                                 | 5  | ')' is not expected here
          rate(a) > 1                            | 5  | is an instant vector; must be a range vector such as metric[30s]
          ratee(a[5s]) > 1                       | 0  | 'ratee' is no function
          a[5s] > 1                              | 0  | a range vector
          1 > 0                                  | 2  | '>' between scalars; must be '> bool'
          a + bool 1 > 2                         | 4  | 'bool'
          a > "b"                                | 4  | is a text
          a{b=c} > 1                             | 4  | must be a text in quotes
          a{b="c > 1                             | 4  | does not end
          {} > 1                                 | 0  | would match every series
          a > 1 and 2                            | 6  | a side of 'and' is a scalar
          rate(a[0s]) > 1                        | 7  | must be a range such as [30s]
          sum(a) > 5x                            | 9  | is no number and no duration
          a{b=~"("} > 1                          | 5  | is no regular expression
          a > > 1                                | 4  | '>' is not expected here
          and > 1                                | 0  | 'and' is not expected here
          a §                                    | 2  | has no meaning in PromQL
          """)
  void whatIsNoConditionIsRefusedWithItsPlace(String text, int offset, String problem) {
    assertThatThrownBy(() -> PromQl.condition(text))
        .isInstanceOfSatisfying(
            InvalidPromQlException.class,
            e -> {
              assertThat(e.problem()).contains(problem);
              assertThat(e.offset()).isEqualTo(offset);
            });
  }

  @Property(tries = 300)
  void anyTextIsReadOrRefusedWithinItself(@ForAll String text) {
    try {
      assertThat(PromQl.parse(text).text()).isEqualTo(text);
    } catch (InvalidPromQlException e) {
      assertThat(e.offset()).isBetween(0, text.length());
    }
  }

  /** What is asked in place of a condition has to be valid PromQL itself. */
  @Property(tries = 300)
  void theTwoQuestionsOfAConditionAreConditionsToo(@ForAll("conditions") String text)
      throws InvalidPromQlException {
    PromQl.ThreeValued known = PromQl.condition(text).known();
    PromQl.condition(known.certain());
    PromQl.condition(known.possible());
  }

  @Provide
  static Arbitrary<String> conditions() {
    return Queries.conditions();
  }

  /** Random queries whose types are right. */
  static final class Queries {
    private Queries() {}

    static Arbitrary<String> conditions() {
      Arbitrary<String> scalars =
          Combinators.combine(scalars(), Arbitraries.of(" > bool ", "!=bool "), scalars())
              .as((l, o, r) -> l + o + r);
      return Arbitraries.oneOf(vectorConditions(3), vectorConditions(3), scalars);
    }

    private static Arbitrary<String> vectorConditions(int depth) {
      Arbitrary<String> comparison = comparison(depth);
      if (depth == 0) {
        return comparison;
      }
      Arbitrary<String> inner = vectorConditions(depth - 1);
      return Arbitraries.oneOf(
          comparison,
          joined(inner, " and ", inner),
          joined(inner, " or ", inner),
          joined(inner, " unless ", inner),
          inner.map(c -> "(" + c + ")"));
    }

    private static Arbitrary<String> comparison(int depth) {
      Arbitrary<String> operator =
          Arbitraries.of(" > ", " <= bool ", " == ", "!=", " >= bool ", " < ");
      return operator.flatMap(
          o ->
              Arbitraries.oneOf(
                  joined(vectors(depth), o, scalars()),
                  joined(scalars(), o, vectors(depth)),
                  joined(vectors(depth), o, vectors(depth))));
    }

    private static Arbitrary<String> vectors(int depth) {
      Arbitrary<String> plain =
          Arbitraries.of(
              "a",
              "b{x=\"y\"}",
              "vector(0)/vector(0)",
              "vector(1)",
              "c offset 5m",
              "rate(d[5m])",
              "sum by (x) (a)",
              "absent(a)");
      if (depth == 0) {
        return plain;
      }
      Arbitrary<String> inner = vectors(depth - 1);
      return Arbitraries.oneOf(
          plain,
          inner.map(v -> "-" + v),
          inner.map(v -> "max(" + v + ")"),
          joined(inner, " + ", scalars()));
    }

    private static Arbitrary<String> scalars() {
      return Arbitraries.of("1", "0.5", "-3", "NaN", "scalar(a)", "time()", "(2 ^ 3)", "Inf");
    }

    private static Arbitrary<String> joined(
        Arbitrary<String> left, String operator, Arbitrary<String> right) {
      return Combinators.combine(left, right).as((l, r) -> l + operator + r);
    }
  }
}

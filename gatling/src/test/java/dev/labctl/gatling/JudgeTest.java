package dev.labctl.gatling;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JudgeTest {
  private static final long FAST = 5_000_000;
  private static final Arrival.Redirect REDIRECT =
      new Arrival.Redirect(new Link("abc", "https://target.example/1"), 0);
  private static final Arrival.Create CREATE =
      new Arrival.Create("run-creates-1", "https://load.example/run/1");

  private final Judge judge = new Judge(2);

  @Test
  void acceptsARedirectToTheLinksTarget() {
    assertThat(judge.fault(REDIRECT, redirect(302, "https://target.example/1"), FAST)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "https://target.example/10", "https://target.example/1/"})
  void refusesAnotherLocation(String location) {
    assertThat(judge.fault(REDIRECT, redirect(302, location), FAST)).contains(Reason.LOCATION);
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 301, 404, 503})
  void refusesAnotherStatusWhateverTheLocation(int status) {
    assertThat(judge.fault(REDIRECT, redirect(status, "https://target.example/1"), FAST))
        .contains(Reason.STATUS);
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 201})
  void acceptsACreatedOrRepeatedLink(int status) {
    assertThat(judge.fault(CREATE, created(status, "http://s/abc", "{\"code\":\"abc\"}"), FAST))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "not json", "[]", "{}", "{\"code\":\"\"}", "{\"code\":5}", "{\"code\":\"b\"}"})
  void refusesACreateWhoseCodeIsNotInItsLocation(String body) {
    assertThat(judge.fault(CREATE, created(201, "http://s/abc", body), FAST))
        .contains(Reason.LOCATION);
  }

  @Test
  void tellsATimeoutFromALostConnection() {
    assertThat(judge.fault(REDIRECT, new Answer.None(), 1_999_000_000L)).contains(Reason.TIMEOUT);
    assertThat(judge.fault(REDIRECT, new Answer.None(), 1_500_000_000L))
        .contains(Reason.CONNECTION);
  }

  @Test
  void countsAnAnswerAfterTheTimeoutAsTimeout() {
    assertThat(judge.fault(REDIRECT, redirect(302, "https://target.example/1"), 2_500_000_000L))
        .contains(Reason.TIMEOUT);
  }

  private static Answer redirect(int status, String location) {
    return new Answer.Response(status, location, "l1", "");
  }

  private static Answer created(int status, String location, String body) {
    return new Answer.Response(status, location, "", body);
  }
}

package dev.labctl.gatling;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.asLongAs;
import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.bodyString;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.pause;
import static io.gatling.javaapi.core.CoreDsl.repeat;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.core.CoreDsl.stopLoadGenerator;
import static io.gatling.javaapi.core.CoreDsl.stopLoadGeneratorIf;
import static io.gatling.javaapi.http.HttpDsl.header;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.PopulationBuilder;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.core.Simulation;
import io.gatling.javaapi.http.HttpProtocolBuilder;
import io.gatling.javaapi.http.HttpRequestActionBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The one simulation: a Gatling user per arrival of the plan. */
public final class PlanSimulation extends Simulation {
  /**
   * Gatling makes the simulation itself, without arguments; this hands it what to run. It is bound
   * by {@link Main} for the one call that runs Gatling.
   */
  static final ScopedValue<Assignment> ASSIGNMENT = ScopedValue.newInstance();

  private static final String ARRIVAL = "arrival";
  private static final String SENT = "sent";
  private static final String STATUS = "status";
  private static final String LOCATION = "location";
  private static final String SOURCE = "source";
  private static final String BODY = "body";
  private static final int GATE_REQUESTS = 5;
  private static final Duration GATE_POLL = Duration.ofMillis(20);
  private static final Duration END_POLL = Duration.ofMillis(50);

  private final Assignment assignment;

  /** Builds everything; the gate then waits for labctl's start. */
  public PlanSimulation() {
    assignment = ASSIGNMENT.get();
    List<PopulationBuilder> populations = new ArrayList<>();
    for (Operation operation : Operation.values()) {
      long[] dues = assignment.schedules().dues(operation);
      if (dues.length > 0) {
        populations.add(population(operation, dues));
      }
    }
    populations.add(ender());
    setUp(gate().andThen(populations));
  }

  /**
   * The one user that is there first. By the time it asks for our own metrics, Gatling and its HTTP
   * client are built and loaded, so that READY means ready and the first arrivals are on time.
   */
  private PopulationBuilder gate() {
    return scenario("gate")
        .exec(
            repeat(GATE_REQUESTS)
                .on(
                    http("gate")
                        .get(assignment.metricsUrl())
                        .requestTimeout(assignment.requestTimeout())
                        .silent()),
            exec(
                session -> {
                  assignment.sayReady();
                  return session;
                }),
            asLongAs(session -> !assignment.gateOpens()).on(pause(GATE_POLL)),
            stopLoadGeneratorIf("stopped before the start", session -> assignment.isCancelled()))
        .injectOpen(atOnceUsers(1))
        .protocols(protocol(Operation.REDIRECT));
  }

  /** Gatling has no call that ends a run from outside, but one of its users may. */
  private PopulationBuilder ender() {
    return scenario("end")
        .exec(
            asLongAs(session -> !assignment.run().isOver()).on(pause(END_POLL)),
            stopLoadGenerator("over"))
        .injectOpen(atOnceUsers(1));
  }

  private PopulationBuilder population(Operation operation, long[] dues) {
    return scenario(operation.label())
        .exec(
            exec(session -> take(session, operation))
                .exitHereIf(session -> !session.contains(ARRIVAL))
                .pause(session -> assignment.run().untilDue(arrival(session)))
                .exec(this::send)
                .exitHereIf(session -> !session.contains(SENT))
                .exec(request(operation))
                .exec(this::answered))
        .injectOpen(Injection.steps(dues, assignment.schedules().firstDueNanos()))
        .protocols(protocol(operation));
  }

  private Session take(Session session, Operation operation) {
    return assignment
        .run()
        .take(operation)
        .map(arrival -> session.set(ARRIVAL, arrival))
        .orElse(session);
  }

  private Session send(Session session) {
    LoadRun run = assignment.run();
    return run.send(arrival(session)) ? session.set(SENT, run.now()) : session;
  }

  private Session answered(Session session) {
    assignment.run().answered(arrival(session), session.getLong(SENT), answer(session));
    return session;
  }

  private static HttpProtocolBuilder protocol(Operation operation) {
    HttpProtocolBuilder own =
        http.disableFollowRedirect().disableCaching().disableWarmUp().disableAutoReferer();
    return switch (operation) {
      case REDIRECT, CONTROL -> own.shareConnections();
      // A request on a pooled connection that turns out to be closed is sent again: not for POST.
      case CREATE -> own;
    };
  }

  private HttpRequestActionBuilder request(Operation operation) {
    HttpRequestActionBuilder request =
        switch (operation) {
          case REDIRECT ->
              http("redirect")
                  .get(session -> url("/" + redirect(session).link().code()))
                  .check(header("X-Cache-Source").optional().saveAs(SOURCE));
          case CREATE ->
              http("create")
                  .post(url("/api/links"))
                  .header("Content-Type", "application/json")
                  .header("Idempotency-Key", session -> create(session).idempotencyKey())
                  .body(StringBody(session -> "{\"target\":\"" + create(session).target() + "\"}"))
                  .check(bodyString().saveAs(BODY));
          case CONTROL -> http("control").get(url(assignment.plan().control().path()));
        };
    return request
        .check(status().saveAs(STATUS), header("Location").optional().saveAs(LOCATION))
        .requestTimeout(assignment.requestTimeout())
        .silent();
  }

  private String url(String path) {
    return assignment.baseUrl() + path;
  }

  private static Arrival arrival(Session session) {
    return Objects.requireNonNull(session.<Arrival>get(ARRIVAL));
  }

  private static Arrival.Redirect redirect(Session session) {
    return (Arrival.Redirect) arrival(session).work();
  }

  private static Arrival.Create create(Session session) {
    return (Arrival.Create) arrival(session).work();
  }

  private static Answer answer(Session session) {
    return session.contains(STATUS)
        ? new Answer.Response(
            session.getInt(STATUS),
            text(session, LOCATION),
            text(session, SOURCE),
            text(session, BODY))
        : new Answer.None();
  }

  private static String text(Session session, String name) {
    return session.contains(name) ? Objects.requireNonNull(session.getString(name)) : "";
  }
}

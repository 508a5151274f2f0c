package dev.labctl.watch;

import dev.labctl.exit.LabctlException;
import dev.labctl.http.WebClient;
import dev.labctl.json.Json;
import dev.labctl.process.Poller;
import dev.labctl.timeline.Event;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Asks Alertmanager twice a second which alerts fire, and writes what began and what ended. */
public final class AlertWatch implements AutoCloseable {
  private static final Duration INTERVAL = Duration.ofMillis(500);
  private static final Duration TIMEOUT = Duration.ofSeconds(1);
  private static final Duration SILENCE = Duration.ofSeconds(5);

  /** Firing alerts by Alertmanager's fingerprint. */
  private final Map<String, Map<String, String>> firing = new LinkedHashMap<>();

  private final WebClient http = new WebClient(TIMEOUT);
  private final URI uri;
  private final InstantSource clock;
  private final Consumer<Event> facts;
  private final Poller poller;
  private Instant lastAnswer;
  private boolean said;

  /**
   * Starts watching; what fires already is written as beginning now.
   *
   * @param failed told when the watch has ended by itself
   */
  public AlertWatch(
      URI alertmanager,
      InstantSource clock,
      Consumer<Event> facts,
      Consumer<LabctlException> failed) {
    this.uri = alertmanager.resolve("/api/v2/alerts?active=true&silenced=false&inhibited=false");
    this.clock = clock;
    this.facts = facts;
    this.lastAnswer = clock.instant();
    this.poller = new Poller("alert-watch", INTERVAL, this::poll, failed);
  }

  private void poll() {
    switch (http.get(uri)) {
      case WebClient.HttpReply.NoResponse(String why, _) -> silent(why);
      case WebClient.HttpReply.Response(int status, _, _) when status != 200 ->
          silent("status " + status);
      case WebClient.HttpReply.Response(_, _, String body) -> answered(body);
    }
  }

  private void answered(String body) {
    Map<String, Map<String, String>> alerts;
    try {
      alerts = read(body);
    } catch (JacksonException e) {
      silent(e.getOriginalMessage());
      return;
    }
    see(alerts);
    lastAnswer = clock.instant();
    said = false;
  }

  /** Said once per silence, when it is longer than a busy machine explains. */
  private void silent(String why) {
    Instant now = clock.instant();
    if (!said && Duration.between(lastAnswer, now).compareTo(SILENCE) > 0) {
      said = true;
      facts.accept(new Event.Problem(now, "alertmanager", uri + ": " + why));
    }
  }

  private static Map<String, Map<String, String>> read(String body) {
    Map<String, Map<String, String>> alerts = new LinkedHashMap<>();
    for (JsonNode alert : Json.lines().readTree(body)) {
      Map<String, String> labels = new TreeMap<>();
      alert
          .path("labels")
          .properties()
          .forEach(l -> labels.put(l.getKey(), l.getValue().asString()));
      alerts.put(alert.path("fingerprint").asString(""), labels);
    }
    return alerts;
  }

  private void see(Map<String, Map<String, String>> now) {
    Instant at = clock.instant();
    now.forEach(
        (fingerprint, labels) -> {
          if (firing.putIfAbsent(fingerprint, labels) == null) {
            facts.accept(new Event.AlertFiring(at, name(labels), labels));
          }
        });
    firing
        .entrySet()
        .removeIf(
            alert -> {
              boolean gone = !now.containsKey(alert.getKey());
              if (gone) {
                facts.accept(new Event.AlertResolved(at, name(alert.getValue()), alert.getValue()));
              }
              return gone;
            });
  }

  private static String name(Map<String, String> labels) {
    return labels.getOrDefault("alertname", "unnamed");
  }

  @Override
  public void close() {
    poller.close();
    http.close();
  }
}

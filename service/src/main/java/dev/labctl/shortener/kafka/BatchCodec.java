package dev.labctl.shortener.kafka;

import dev.labctl.shortener.click.AgentFamily;
import dev.labctl.shortener.click.ClickBatch;
import dev.labctl.shortener.click.LinkClicks;
import dev.labctl.shortener.click.ReferrerHost;
import dev.labctl.shortener.click.Visit;
import dev.labctl.shortener.failure.ShortenerException;
import dev.labctl.shortener.link.Code;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** A batch as a record's value: JSON, so that others can read the topic too. */
final class BatchCodec {
  private static final int VERSION = 1;
  private static final JsonMapper JSON = new JsonMapper();

  private BatchCodec() {}

  private record Message(int version, UUID producer, long sequence, List<Link> links) {}

  private record Link(String code, List<Minute> minutes, List<Day> days, List<Single> visits) {}

  private record Minute(String at, long clicks) {}

  private record Day(
      String date, Map<String, Long> referrers, Map<String, Long> agents, List<Integer> visitors) {}

  private record Single(String at, String referrer, String agent) {}

  /** A record's value that is no batch. */
  static final class Unreadable extends Exception {
    Unreadable(String message, Throwable cause) {
      super(message, cause);
    }
  }

  static byte[] encode(ClickBatch batch) {
    return JSON.writeValueAsBytes(
        new Message(
            VERSION,
            batch.producer(),
            batch.sequence(),
            batch.links().stream().map(BatchCodec::link).toList()));
  }

  static ClickBatch decode(byte[] value) throws Unreadable {
    try {
      Message message = JSON.readValue(value, Message.class);
      if (message.version() != VERSION) {
        throw new IllegalArgumentException(
            "its version is %d, this release reads %d".formatted(message.version(), VERSION));
      }
      return new ClickBatch(
          message.producer(),
          message.sequence(),
          message.links().stream().map(BatchCodec::clicks).toList());
    } catch (JacksonException
        | IllegalArgumentException
        | NullPointerException
        | DateTimeException
        | ShortenerException e) {
      throw new Unreadable(String.valueOf(e.getMessage()), e);
    }
  }

  private static Link link(LinkClicks link) {
    return new Link(
        link.code().value(),
        link.minutes().stream().map(m -> new Minute(m.at().toString(), m.clicks())).toList(),
        link.days().stream().map(BatchCodec::day).toList(),
        link.visits().stream()
            .map(v -> new Single(v.at().toString(), v.referrer().value(), v.agent().label()))
            .toList());
  }

  private static Day day(LinkClicks.Day day) {
    return new Day(
        day.date().toString(),
        day.referrers().entrySet().stream()
            .collect(Collectors.toMap(e -> e.getKey().value(), Map.Entry::getValue)),
        day.agents().entrySet().stream()
            .collect(Collectors.toMap(e -> e.getKey().label(), Map.Entry::getValue)),
        day.visitors());
  }

  private static LinkClicks clicks(Link link) {
    return new LinkClicks(
        new Code(link.code()),
        link.minutes().stream()
            .map(m -> new LinkClicks.Minute(Instant.parse(m.at()), m.clicks()))
            .toList(),
        link.days().stream().map(BatchCodec::clicks).toList(),
        link.visits().stream()
            .map(
                v ->
                    new Visit(
                        Instant.parse(v.at()), new ReferrerHost(v.referrer()), family(v.agent())))
            .toList());
  }

  private static LinkClicks.Day clicks(Day day) {
    return new LinkClicks.Day(
        LocalDate.parse(day.date()),
        day.referrers().entrySet().stream()
            .collect(Collectors.toMap(e -> new ReferrerHost(e.getKey()), Map.Entry::getValue)),
        day.agents().entrySet().stream()
            .collect(Collectors.toMap(e -> family(e.getKey()), Map.Entry::getValue, Long::sum)),
        day.visitors());
  }

  /** A newer release's family is one of the others to this one. */
  private static AgentFamily family(String label) {
    return AgentFamily.labelled(label).orElse(AgentFamily.OTHER);
  }
}

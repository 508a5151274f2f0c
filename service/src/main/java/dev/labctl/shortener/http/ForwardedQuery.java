package dev.labctl.shortener.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A target with the query that a visit came with. As Shlink has it, what the visit says of a
 * parameter takes the place of what the target says of it. Values are passed on as they were
 * written: the visit's query is printable ASCII, see {@link QueryFilter}.
 */
final class ForwardedQuery {
  private ForwardedQuery() {}

  /** The target, with the visit's raw query in its own. */
  static String add(String target, String query) {
    if (query.isEmpty()) {
      return target;
    }
    int hash = target.indexOf('#');
    String fragment = hash < 0 ? "" : target.substring(hash);
    String url = hash < 0 ? target : target.substring(0, hash);
    int mark = url.indexOf('?');
    Map<String, List<String>> parameters = new LinkedHashMap<>();
    if (mark >= 0) {
      parameters.putAll(parsed(url.substring(mark + 1)));
    }
    parameters.putAll(parsed(query));
    List<String> all = new ArrayList<>();
    parameters.values().forEach(all::addAll);
    String bare = mark < 0 ? url : url.substring(0, mark);
    return (all.isEmpty() ? bare : bare + "?" + String.join("&", all)) + fragment;
  }

  /** The parts of a query by the parameter that they give a value to, in their order. */
  private static Map<String, List<String>> parsed(String query) {
    Map<String, List<String>> parameters = new LinkedHashMap<>();
    for (String part : query.split("&", -1)) {
      if (!part.isEmpty()) {
        parameters.computeIfAbsent(name(part), name -> new ArrayList<>()).add(part);
      }
    }
    return parameters;
  }

  private static String name(String part) {
    int equals = part.indexOf('=');
    String name = equals < 0 ? part : part.substring(0, equals);
    try {
      return URLDecoder.decode(name, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return name; // the target's own, which need not be encoded rightly
    }
  }
}

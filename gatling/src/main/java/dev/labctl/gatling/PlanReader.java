package dev.labctl.gatling;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Reads a plan and the link files that lie beside it; anything missing or unknown is refused. */
final class PlanReader {
  private final JsonMapper mapper =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  LoadPlan read(Path file) {
    try {
      return mapper.readValue(Files.readString(file), LoadPlan.class);
    } catch (IOException e) {
      throw new PlanException(
          "load plan " + file + " cannot be read (" + e + "); give the path of a readable file", e);
    } catch (JacksonException e) {
      if (e.getCause() instanceof PlanException broken) {
        throw broken;
      }
      throw new PlanException(
          "load plan "
              + file
              + " does not follow gatling/load-plan.schema.json: "
              + e.getOriginalMessage().lines().findFirst().orElse("not JSON")
              + where(e),
          e);
    }
  }

  private static String where(JacksonException e) {
    String path =
        e.getPath().stream()
            .map(step -> step.getPropertyName() == null ? "[]" : step.getPropertyName())
            .collect(Collectors.joining("."));
    TokenStreamLocation location = e.getLocation();
    return (path.isEmpty() ? "" : " at " + path)
        + (location == null || location.getLineNr() < 1 ? "" : ", line " + location.getLineNr());
  }

  /** Links in rank order, hottest first: {@code code<TAB>target} per line. */
  List<Link> links(Path file) {
    try {
      List<Link> links = new ArrayList<>();
      for (String line : Files.readAllLines(file)) {
        int tab = line.indexOf('\t');
        Rule.check(
            tab > 0,
            file.getFileName() + " line " + (links.size() + 1),
            '"' + line + '"',
            "must be code<TAB>target");
        links.add(new Link(line.substring(0, tab), line.substring(tab + 1)));
      }
      return List.copyOf(links);
    } catch (IOException e) {
      throw new PlanException(
          "link file " + file + " cannot be read (" + e + "); it belongs beside the plan", e);
    }
  }
}

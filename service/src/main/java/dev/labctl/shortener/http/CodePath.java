package dev.labctl.shortener.http;

import dev.labctl.shortener.link.Code;
import io.helidon.common.parameters.Parameters;
import io.helidon.common.uri.UriPath;
import io.helidon.common.uri.UriPathSegment;
import io.helidon.http.PathMatcher;
import io.helidon.http.PathMatchers.MatchResult;
import io.helidon.http.PathMatchers.PrefixMatchResult;
import io.helidon.http.RoutedPath;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The path {@code /{code}}, read once and without a regular expression. No other route can be meant
 * by it, since paths of ours are no valid codes: it may come first, before all the others.
 */
record CodePath(UriPath uri, Code code) implements RoutedPath {
  static final String PATTERN = "/{code}";
  static final PathMatcher MATCHER = new Matcher();

  @Override
  public Parameters pathParameters() {
    return Parameters.createSingleValueMap("http/path", Map.of("code", code.value()));
  }

  @Override
  public RoutedPath absolute() {
    return this;
  }

  @Override
  public String path() {
    return uri.path();
  }

  @Override
  public String rawPath() {
    return uri.rawPath();
  }

  @Override
  public String rawPathNoParams() {
    return uri.rawPathNoParams();
  }

  @Override
  public List<UriPathSegment> segments() {
    return uri.segments();
  }

  @Override
  public Parameters matrixParameters() {
    return uri.matrixParameters();
  }

  @Override
  public void validate() {
    uri.validate();
  }

  private static final class Matcher implements PathMatcher {
    @Override
    public MatchResult match(UriPath path) {
      String text = path.path();
      return text.startsWith("/")
          ? Code.parse(text.substring(1))
              .map(code -> new MatchResult(true, new CodePath(path, code)))
              .orElseGet(MatchResult::notAccepted)
          : MatchResult.notAccepted();
    }

    @Override
    public PrefixMatchResult prefixMatch(UriPath path) {
      return PrefixMatchResult.notAccepted(); // a code has nothing below it
    }

    @Override
    public Optional<String> matchingElement() {
      return Optional.of(PATTERN);
    }
  }
}

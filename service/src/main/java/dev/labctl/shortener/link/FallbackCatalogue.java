package dev.labctl.shortener.link;

import dev.labctl.shortener.guard.Fallback;
import java.util.List;
import java.util.Optional;

/**
 * Asks the primary, so that everybody sees what was just written, and a replica while it is away.
 */
public record FallbackCatalogue(Fallback<LinkCatalogue> catalogues) implements LinkCatalogue {
  @Override
  public Optional<Link> find(Code code) {
    return catalogues.ask(catalogue -> catalogue.find(code));
  }

  @Override
  public List<Link> list(LinkQuery query) {
    return catalogues.ask(catalogue -> catalogue.list(query));
  }
}

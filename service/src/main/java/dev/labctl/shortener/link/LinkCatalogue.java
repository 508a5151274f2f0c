package dev.labctl.shortener.link;

import java.util.List;
import java.util.Optional;

/** Where links are looked up whole. Every method may throw DependencyFailed. */
public interface LinkCatalogue {
  Optional<Link> find(Code code);

  List<Link> list(LinkQuery query);
}

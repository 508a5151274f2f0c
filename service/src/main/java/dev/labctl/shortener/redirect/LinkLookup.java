package dev.labctl.shortener.redirect;

import dev.labctl.shortener.link.Code;
import java.util.Optional;

/** Finds a link in a database; may throw DependencyFailed. */
public interface LinkLookup {
  Optional<Resolution> find(Code code);
}

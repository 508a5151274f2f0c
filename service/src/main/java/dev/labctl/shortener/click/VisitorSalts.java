package dev.labctl.shortener.click;

import dev.labctl.shortener.failure.ShortenerException.DependencyFailed;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/** The salts that all instances share, one a day. */
public interface VisitorSalts {
  /**
   * The salts of these days; those that are missing are made, and those of days before yesterday
   * are deleted.
   *
   * @throws DependencyFailed if the place where they are kept does not answer
   */
  Map<LocalDate, byte[]> find(List<LocalDate> days);
}

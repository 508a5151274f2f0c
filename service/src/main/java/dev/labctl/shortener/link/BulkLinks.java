package dev.labctl.shortener.link;

import dev.labctl.shortener.failure.ShortenerException.InvalidInput;
import dev.labctl.shortener.user.Caller;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Creates many links at once: the good ones are kept, each bad one says why. */
public final class BulkLinks {
  private static final Result NO_FREE_CODE = new Result.Refused("no free code found; try again");

  private final Links links;
  private final LinkStore store;
  private final Runnable onCollision;

  /**
   * @param onCollision is told of each drawn code that was in use
   */
  public BulkLinks(Links links, LinkStore store, Runnable onCollision) {
    this.links = links;
    this.store = store;
    this.onCollision = onCollision;
  }

  /** What became of one link. */
  public sealed interface Result {
    record Made(Link link) implements Result {}

    record Refused(String reason) implements Result {}
  }

  /** Creates what can be created; one result for each, in their order. */
  public List<Result> create(List<NewLink> wanted, Caller caller) {
    Map<Integer, Result> results = new HashMap<>();
    for (int attempt = 0; attempt < Links.ATTEMPTS; attempt++) {
      Map<Code, Integer> offered = offer(wanted, results);
      if (offered.isEmpty()) {
        break;
      }
      Map<Code, LinkProperties> rows = new LinkedHashMap<>();
      offered.forEach((code, index) -> rows.put(code, wanted.get(index).properties()));
      for (Link made : store.createAll(rows, caller)) {
        Integer index = offered.remove(made.code());
        if (index != null) {
          results.put(index, new Result.Made(made));
        }
      }
      offered.forEach((code, index) -> collided(code, wanted.get(index), index, results));
    }
    List<Result> complete = new ArrayList<>(wanted.size());
    for (int i = 0; i < wanted.size(); i++) {
      complete.add(results.getOrDefault(i, NO_FREE_CODE));
    }
    return complete;
  }

  private Map<Code, Integer> offer(List<NewLink> wanted, Map<Integer, Result> results) {
    Map<Code, Integer> offered = new LinkedHashMap<>();
    for (int i = 0; i < wanted.size(); i++) {
      if (results.containsKey(i)) {
        continue;
      }
      NewLink link = wanted.get(i);
      Code alias = link.alias();
      try {
        links.check(link.properties());
        if (offered.putIfAbsent(alias == null ? links.draw(link) : alias, i) != null
            && alias != null) {
          results.put(i, new Result.Refused(String.valueOf(Links.taken(alias).getMessage())));
        }
      } catch (InvalidInput e) {
        results.put(i, new Result.Refused(String.valueOf(e.getMessage())));
      }
    }
    return offered;
  }

  private void collided(Code code, NewLink link, int index, Map<Integer, Result> results) {
    if (link.alias() == null) {
      onCollision.run(); // drawn again in the next round
    } else {
      results.put(index, new Result.Refused(String.valueOf(Links.taken(code).getMessage())));
    }
  }
}

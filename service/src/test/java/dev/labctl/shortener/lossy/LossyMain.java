package dev.labctl.shortener.lossy;

import dev.labctl.shortener.Program;
import dev.labctl.shortener.link.Code;
import dev.labctl.shortener.link.IdempotencyKey;
import dev.labctl.shortener.link.Link;
import dev.labctl.shortener.link.LinkChange;
import dev.labctl.shortener.link.LinkProperties;
import dev.labctl.shortener.link.LinkStore;
import dev.labctl.shortener.user.Caller;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** The shortener with a planted bug, for the lab to find: it forgets every 1,000th create. */
public final class LossyMain {
  private LossyMain() {}

  public static void main(String[] args) {
    int exitCode = new Program(Forgetful::new).run(args);
    if (exitCode != 0) {
      System.exit(exitCode);
    }
  }

  record Forgetful(LinkStore store, AtomicLong creates) implements LinkStore {
    private static final long PERIOD = 1000;

    Forgetful(LinkStore store) {
      this(store, new AtomicLong());
    }

    @Override
    public Outcome create(Code code, LinkProperties properties, IdempotencyKey key, Caller caller) {
      return creates.incrementAndGet() % PERIOD == 0
          ? new Outcome.Created(new Link(code, properties, 0, caller.userId(), Instant.now()))
          : store.create(code, properties, key, caller);
    }

    @Override
    public Outcome.Repeated known(IdempotencyKey key, LinkProperties properties, Caller caller) {
      return store.known(key, properties, caller);
    }

    @Override
    public List<Link> createAll(Map<Code, LinkProperties> links, Caller caller) {
      return store.createAll(links, caller);
    }

    @Override
    public Edit update(Code code, LinkChange change, Caller caller) {
      return store.update(code, change, caller);
    }

    @Override
    public Edit delete(Code code, Caller caller) {
      return store.delete(code, caller);
    }

    @Override
    public boolean visit(Code code, String request) {
      return store.visit(code, request);
    }
  }
}

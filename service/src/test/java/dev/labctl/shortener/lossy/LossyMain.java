package dev.labctl.shortener.lossy;

import dev.labctl.shortener.Program;
import dev.labctl.shortener.link.Code;
import dev.labctl.shortener.link.IdempotencyKey;
import dev.labctl.shortener.link.Link;
import dev.labctl.shortener.link.LinkStore;
import dev.labctl.shortener.link.Target;
import java.time.Instant;
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
    public Outcome create(Code code, Target target, IdempotencyKey key) {
      return creates.incrementAndGet() % PERIOD == 0
          ? new Outcome.Created(new Link(code, target, Instant.now()))
          : store.create(code, target, key);
    }

    @Override
    public boolean delete(Code code) {
      return store.delete(code);
    }
  }
}

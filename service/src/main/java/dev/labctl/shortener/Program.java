package dev.labctl.shortener;

import dev.labctl.shortener.config.Settings;
import dev.labctl.shortener.failure.ShortenerException;
import dev.labctl.shortener.failure.ShortenerException.InvalidInput;
import dev.labctl.shortener.failure.ShortenerException.Misconfigured;
import dev.labctl.shortener.link.LinkStore;
import dev.labctl.shortener.postgres.Migrations;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * The command line: {@code serve}, {@code consume}, {@code migrate}, {@code create-admin} or {@code
 * train}.
 */
public final class Program {
  private static final String USAGE =
      "usage: java -jar shortener.jar serve|consume|migrate --config FILE"
          + " or create-admin --config FILE --name NAME, which reads the password from its input,"
          + " or train, which needs no servers and is for -XX:AOTCacheOutput";

  private final UnaryOperator<LinkStore> store;

  /**
   * @param store decorates the store that creates and deletes links
   */
  public Program(UnaryOperator<LinkStore> store) {
    this.store = store;
  }

  /**
   * Runs a command to its end.
   *
   * @return 0 done, 1 failed, 2 wrong usage or configuration
   */
  public int run(String... args) {
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    Logger log = System.getLogger(Program.class.getName());
    if (args.length == 1 && args[0].equals("train")) {
      return new TrainingRun(this, log).run();
    }
    if ((args.length != 3 && args.length != 5) || !args[1].equals("--config")) {
      log.log(Level.ERROR, USAGE);
      return 2;
    }
    try {
      Settings settings = Settings.read(Path.of(args[2]));
      String options = args.length == 5 ? " " + args[3] : "";
      return switch (args[0] + options) {
        case "serve" -> serve(settings, log);
        case "consume" -> consume(settings, log);
        case "migrate" -> migrate(settings, log);
        case "create-admin --name" -> FirstAdmin.create(settings, args[4], System.in, log);
        default ->
            throw new Misconfigured("'" + args[0] + options + "' is no command; " + USAGE, null);
      };
    } catch (Misconfigured | InvalidInput e) {
      log.log(Level.ERROR, e.getMessage());
      return 2;
    } catch (ShortenerException e) {
      log.log(Level.ERROR, e.getMessage());
      return 1;
    }
  }

  private static int migrate(Settings settings, Logger log) {
    int applied = Migrations.apply(settings.postgres());
    log.log(Level.INFO, "migrations applied: {0}", applied);
    return 0;
  }

  /** The service, not listening yet. */
  App app(Settings settings) {
    return new App(settings, store);
  }

  private int serve(Settings settings, Logger log) {
    App app = app(settings);
    try {
      app.start();
    } catch (Misconfigured e) {
      app.close();
      throw e;
    }
    log.log(
        Level.INFO,
        "{0} {1} serves on {2} port {3}",
        settings.instance(),
        App.version(),
        settings.server().host(),
        Integer.toString(settings.server().port()));
    return untilStopped(settings, log, app::drainAndClose);
  }

  private static int consume(Settings settings, Logger log) {
    ConsumerApp app = new ConsumerApp(settings);
    try {
      app.start();
    } catch (Misconfigured e) {
      app.close();
      throw e;
    }
    log.log(
        Level.INFO,
        "{0} {1} consumes clicks from {2}",
        settings.instance(),
        App.version(),
        settings.kafka().servers());
    return untilStopped(settings, log, app::close);
  }

  private static int untilStopped(Settings settings, Logger log, Runnable stop) {
    CountDownLatch stopped = new CountDownLatch(1);
    Thread hook =
        Thread.ofPlatform()
            .name("shutdown")
            .unstarted(
                () -> {
                  log.log(Level.INFO, "{0} drains and stops", settings.instance());
                  stop.run();
                  log.log(Level.INFO, "{0} stopped", settings.instance());
                  stopped.countDown();
                });
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      stopped.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody interrupts the main thread; end as if stopped
    }
    return 0;
  }
}

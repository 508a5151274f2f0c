package dev.labctl.cli;

import dev.labctl.chaos.Fault;
import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import dev.labctl.platform.k3s.K3sPlatform;
import dev.labctl.platform.local.LocalPlatform;
import dev.labctl.runbook.RunbookReader;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** The composition root: the only place that names a platform. */
final class Main {
  /** Of labctl, as in its reports and in the names of its jars. */
  static final String VERSION = "0.1.0";

  /** Help is no wider than is read well, and no narrower than picocli can lay it out. */
  private static final int WIDE = 100;

  private static final int NARROW = 60;

  private Main() {}

  static void main(String[] args) {
    Streams streams = Streams.standard();
    System.exit(commandLine(streams).execute(args));
  }

  /** The program for another program, which reads what is printed. */
  static CommandLine commandLine(PrintStream out, PrintStream err) {
    return commandLine(Streams.plain(out, err));
  }

  private static CommandLine commandLine(Streams streams) {
    GlobalOptions options = new GlobalOptions();
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    InstantSource clock = InstantSource.system();
    Session session =
        new Session(
            options,
            (spec, state, root) ->
                spec.kubernetes() == null
                    ? new LocalPlatform(spec, LabComponents.ALL, state, root, path, clock)
                    : new K3sPlatform(spec, LabComponents.ALL, state, root, clock),
            root(),
            Main::home,
            streams);
    CommandLine cli = new CommandLine(new LabctlCommand(options));
    // In the order of the help. Whoever adds a command adds a line here.
    cli.addSubcommand(new DoctorCommand(session));
    cli.addSubcommand(new UpCommand(session, clock));
    cli.addSubcommand(new StatusCommand(session));
    cli.addSubcommand(new DownCommand(session, clock));
    cli.addSubcommand(new LogsCommand(session));
    Launch launch = new Launch(session, clock);
    cli.addSubcommand(new LoadCommand(session, launch));
    cli.addSubcommand(new RunCommand(session, launch));
    cli.addSubcommand(
        ChaosCommand.tree(session, clock).addSubcommand(new ChaosRunCommand(session, launch)));
    cli.addSubcommand(
        new CommandLine(new ReportCommand(session))
            .addSubcommand(new ReportListCommand(session))
            .addSubcommand(new ReportCompareCommand(session)));
    // A runbook may call any command: the reader is made when the tree is whole.
    Supplier<RunbookReader> runbooks =
        () -> new RunbookReader(Fault.names(), Set.copyOf(cli.getSubcommands().keySet()));
    Rehearsals rehearsals = new Rehearsals(session, runbooks, path);
    cli.addSubcommand(
        RunbookCommand.tree(session, runbooks)
            .addSubcommand(new RunbookRehearseCommand(rehearsals, launch)));
    cli.addSubcommand(new NightlyCommand(session, launch, rehearsals, clock));
    cli.addSubcommand(new RenderCommand(session));
    cli.addSubcommand(BundleCommand.tree(session));
    cli.addSubcommand(EtcdCommand.tree(session));
    cli.addSubcommand(new HelpCommand());
    cli.addSubcommand(new CompletionCommand());
    // One scheme for both streams: help goes to one, what was wrong with the arguments to the
    // other.
    boolean colours = streams.outScreen().colour() && streams.errScreen().colour();
    cli.setColorScheme(CommandLine.Help.defaultColorScheme(colours ? Ansi.ON : Ansi.OFF));
    cli.setUsageHelpWidth(Math.clamp(streams.outScreen().columns(), NARROW, WIDE));
    cli.setOut(new PrintWriter(streams.out(), true, StandardCharsets.UTF_8));
    cli.setErr(new PrintWriter(streams.err(), true, StandardCharsets.UTF_8));
    cli.setParameterExceptionHandler(new WrongArguments());
    cli.setCaseInsensitiveEnumValuesAllowed(true);
    cli.setExecutionExceptionHandler((e, command, parsed) -> failed(e, options, streams.err()));
    return cli;
  }

  private static int failed(Exception e, GlobalOptions options, PrintStream err) {
    if (options.debug) {
      e.printStackTrace(err);
    }
    if (e instanceof LabctlException known) {
      err.println("labctl: " + known.getMessage());
      return known.exitCode().code();
    }
    if (e instanceof InvalidPathException path) {
      err.println(
          "labctl: '%s' is no path here: %s; with the locale %s file names have only its letters, use C.UTF-8"
              .formatted(
                  path.getInput(), path.getReason(), System.getProperty("sun.jnu.encoding")));
      return ExitCode.USAGE.code();
    }
    err.println("labctl: a bug of ours: %s; run it again with --debug and report it".formatted(e));
    return ExitCode.MACHINE.code();
  }

  /** Given by the launcher; a jar started by hand is in labctl/target. */
  private static Path root() {
    String given = System.getProperty("labctl.root");
    if (given != null) {
      return Path.of(given);
    }
    Path here = Path.of("").toAbsolutePath();
    for (Path folder = here; folder != null; folder = folder.getParent()) {
      if (Files.isDirectory(folder.resolve("clusters"))
          && Files.exists(folder.resolve("pom.xml"))) {
        return folder;
      }
    }
    return here;
  }

  private static Path home() {
    String given = System.getenv("LABCTL_HOME");
    return given == null || given.isBlank()
        ? Path.of(System.getProperty("user.home"), ".labctl")
        : Path.of(given).toAbsolutePath();
  }
}

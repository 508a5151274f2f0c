package dev.labctl.platform;

import dev.labctl.exit.LabctlException;
import dev.labctl.lab.Undo;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** The undos of one platform: makes promises and keeps them. */
public final class Undos {
  private final String platform;
  private final Map<String, Consumer<List<String>>> known = new ConcurrentHashMap<>();

  /**
   * @param platform the name of the platform that promises
   */
  public Undos(String platform) {
    this.platform = platform;
  }

  /** One kind of undo, which makes promises of its kind. */
  public final class UndoKind {
    private final String name;

    private UndoKind(String name) {
      this.name = name;
    }

    /** A promise to do it with these arguments. */
    public Undo promise(String... arguments) {
      return promise(List.of(arguments));
    }

    /** A promise to do it with these arguments. */
    public Undo promise(List<String> arguments) {
      return new Undo(platform, name, arguments);
    }
  }

  /**
   * Adds a kind.
   *
   * @param action does it, given a promise's arguments; harmless when done already
   */
  public UndoKind kind(String name, Consumer<List<String>> action) {
    if (known.put(name, action) != null) {
      throw new IllegalStateException("two undos are called " + name);
    }
    return new UndoKind(name);
  }

  /**
   * Keeps a promise.
   *
   * @throws LabctlException usage for one that another platform made
   */
  public void keep(Undo undo) {
    Consumer<List<String>> action = known.get(undo.kind());
    if (!undo.platform().equals(platform) || action == null) {
      throw LabctlException.usage(
          "the undo '%s' was promised by a lab of provider '%s', and this lab's is '%s'; name the cluster whose fault is open with -c"
              .formatted(undo.kind(), undo.platform(), platform));
    }
    action.accept(undo.arguments());
  }
}

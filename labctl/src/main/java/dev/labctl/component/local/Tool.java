package dev.labctl.component.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A program, or a library that no program's package insists on, and its Debian package.
 *
 * @param name of the program
 * @param debianPackage what brings it
 * @param executable whether it is a program, and not a library
 * @param find where it is, from the folders of programs; empty when it is not there
 */
public record Tool(
    String name,
    String debianPackage,
    boolean executable,
    Function<List<Path>, Optional<Path>> find) {
  /** A program in one of the usual folders. */
  public static Tool program(String name, String debianPackage) {
    return new Tool(name, debianPackage, true, folders -> in(folders.stream(), name));
  }

  /** A program that may also be in a folder of its package's own, asked for each time. */
  public static Tool program(String name, String debianPackage, Supplier<Optional<Path>> own) {
    return new Tool(
        name,
        debianPackage,
        true,
        folders -> in(Stream.concat(folders.stream(), own.get().stream()), name));
  }

  /** A file, called as its package. */
  public static Tool library(Path file, String debianPackage) {
    return new Tool(
        debianPackage, debianPackage, false, _ -> Optional.of(file).filter(Files::isReadable));
  }

  private static Optional<Path> in(Stream<Path> folders, String name) {
    return folders.map(f -> f.resolve(name)).filter(Files::isExecutable).findFirst();
  }

  @Override
  public String toString() {
    return name;
  }
}

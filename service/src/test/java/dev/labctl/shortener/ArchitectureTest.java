package dev.labctl.shortener;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.labctl.shortener");

  @Test
  void featuresDoNotKnowTheirAdapters() {
    noClasses()
        .that()
        .resideInAnyPackage("..link..", "..redirect..", "..guard..", "..click..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "..postgres..",
            "..redis..",
            "..shortener.kafka..",
            "..http..",
            "..observe..",
            "java.sql..",
            "io.helidon..")
        .check(CLASSES);
  }

  @Test
  void adaptersDoNotKnowEachOther() {
    noClasses()
        .that()
        .resideInAPackage("..postgres..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("..shortener.redis..", "..shortener.kafka..", "..http..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage("..shortener.kafka..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("..postgres..", "..shortener.redis..", "..http..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage("..shortener.redis..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("..postgres..", "..http..")
        .check(CLASSES);
  }
}

package dev.labctl.gatling;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private final JavaClasses classes = new ClassFileImporter().importPath(Path.of("target/classes"));

  @Test
  void keepsGatlingOutOfScheduleAndCounting() {
    noClasses()
        .that()
        .doNotHaveSimpleName("Main")
        .and()
        .doNotHaveSimpleName("PlanSimulation")
        .and()
        .doNotHaveSimpleName("Injection")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.gatling..")
        .check(classes);
  }
}

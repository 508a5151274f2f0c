package dev.labctl.report.evaluate;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Evaluation sees what was stored and nothing else, so that a report can be drawn again. */
class PurityTest {
  private static final JavaClasses REPORT =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.labctl.report");

  @Test
  void evaluationUsesNoNetworkFileProcessOrThread() {
    noClasses()
        .that()
        .resideInAPackage("dev.labctl.report.evaluate..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.net..",
            "java.io..",
            "java.nio..",
            "java.util.concurrent..",
            "dev.labctl.process..")
        .orShould()
        .dependOnClassesThat()
        .haveNameMatching(
            ".*(EvidenceCollector|EvidenceFolder|java.time.Clock|java.time.InstantSource"
                + "|java.util.Random|java.lang.Thread|java.lang.ProcessBuilder)")
        .check(REPORT);
  }

  @Test
  void nothingDrawnDependsOnTheClock() {
    noClasses()
        .that()
        .resideInAnyPackage("dev.labctl.report.evaluate..", "dev.labctl.report.render..")
        .should()
        .accessTargetWhere(
            DescribedPredicate.describe(
                "reads the clock or the environment",
                (JavaAccess<?> access) ->
                    access.getTarget().getName().equals("now")
                        || access.getTargetOwner().isEquivalentTo(System.class)))
        .check(REPORT);
  }
}

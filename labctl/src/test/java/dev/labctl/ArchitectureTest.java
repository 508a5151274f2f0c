package dev.labctl;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** labctl's layers as docs/architecture.md draws them. */
class ArchitectureTest {
  private static final JavaClasses LABCTL =
      new ClassFileImporter().importPath(Path.of("target/classes"));

  @Test
  void everyLayerKnowsOnlyThoseBelowIt() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("ground")
        .definedBy(
            packages(
                "exit",
                "json",
                "hash",
                "process",
                "http",
                "yaml",
                "progress",
                "promql",
                "prometheus"))
        .layer("model")
        .definedBy(packages("spec", "timeline", "lab", "journal", "machine"))
        .layer("component")
        .definedBy(packages("component"))
        .layer("platform")
        .definedBy(packages("platform"))
        .layer("parts of a run")
        .definedBy(packages("chaos", "load", "ledger", "probe", "watch", "runbook", "report"))
        .layer("run")
        .definedBy(packages("run"))
        .layer("cli")
        .definedBy(packages("cli"))
        .whereLayer("ground")
        .mayNotAccessAnyLayer()
        .whereLayer("model")
        .mayOnlyAccessLayers("ground")
        .whereLayer("component")
        .mayOnlyAccessLayers("ground", "model")
        .whereLayer("platform")
        .mayOnlyAccessLayers("ground", "model", "component")
        .whereLayer("parts of a run")
        .mayOnlyAccessLayers("ground", "model", "component")
        .whereLayer("run")
        .mayOnlyAccessLayers("ground", "model", "component", "parts of a run")
        .whereLayer("platform")
        .mayOnlyBeAccessedByLayers("cli")
        .ensureAllClassesAreContainedInArchitectureIgnoring("gg.jte..")
        .check(LABCTL);
  }

  /** Only the probe knows the ledger that its writes fill (decision 2). */
  @Test
  void thePartsOfARunDoNotKnowEachOther() {
    List<String> parts = List.of("chaos", "load", "ledger", "watch", "runbook", "report", "probe");
    for (String part : parts) {
      List<String> others = new ArrayList<>(parts);
      others.remove(part);
      if (part.equals("probe")) {
        others.remove("ledger");
      }
      noClasses()
          .that()
          .resideInAPackage("dev.labctl." + part + "..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(packages(others.toArray(String[]::new)))
          .check(LABCTL);
    }
  }

  @Test
  void noPackagesDependOnEachOtherInACircle() {
    slices().matching("dev.labctl.(*)..").should().beFreeOfCycles().check(LABCTL);
  }

  @Test
  void onlyProcessStartsProgramsAndWaits() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.labctl.process..")
        .should()
        .dependOnClassesThat()
        .areAssignableTo(ProcessBuilder.class)
        .orShould()
        .callMethod(Thread.class, "sleep", long.class)
        .check(LABCTL);
  }

  /** A registry is the one server outside the lab, and may be behind the environment's proxy. */
  @Test
  void oneClientSpeaksHttpToTheLab() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.labctl.http..")
        .and()
        .doNotHaveSimpleName("RegistryImages")
        .should()
        .dependOnClassesThat()
        .areAssignableTo(HttpClient.class)
        .check(LABCTL);
  }

  /** Only the line that makes one names a provider of Kubernetes nodes. */
  @Test
  void providersOfNodesPlugInAndKnowNothingOfEachOther() {
    String given =
        "dev\\.labctl\\.platform\\.k3s\\.(Given.*|KubeconfigFile|FirstUse|RegistryImages).*";
    String docker =
        "dev\\.labctl\\.platform\\.k3s\\.(Docker.*|docker\\..*|bundle\\.DockerBundles.*)";
    String providers = given + "|" + docker + "|.*\\.NodeProviders";
    noClasses()
        .that()
        .haveNameNotMatching(providers)
        .should()
        .dependOnClassesThat()
        .haveNameMatching(given + "|" + docker)
        .check(LABCTL);
    noClasses()
        .that()
        .haveNameMatching(given)
        .should()
        .dependOnClassesThat()
        .haveNameMatching(docker)
        .check(LABCTL);
    noClasses()
        .that()
        .haveNameMatching(docker)
        .should()
        .dependOnClassesThat()
        .haveNameMatching(given)
        .check(LABCTL);
  }

  /** Nested ones too: of two that are called Answer, a reader has to look up which is meant. */
  @Test
  void noTwoTypesShareAName() {
    Map<String, List<String>> byName =
        LABCTL.stream()
            .filter(c -> c.getPackageName().startsWith("dev.labctl"))
            .filter(c -> !c.isAnonymousClass() && !c.getSimpleName().equals("package-info"))
            .collect(
                Collectors.groupingBy(
                    JavaClass::getSimpleName,
                    Collectors.mapping(JavaClass::getName, Collectors.toList())));

    assertThat(byName.values()).noneMatch(types -> types.size() > 1);
  }

  private static String[] packages(String... names) {
    return java.util.Arrays.stream(names).map(n -> "dev.labctl." + n + "..").toArray(String[]::new);
  }
}

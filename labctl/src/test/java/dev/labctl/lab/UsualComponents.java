package dev.labctl.lab;

import dev.labctl.cli.LabComponents;
import dev.labctl.component.Components;
import dev.labctl.spec.ClusterReader;
import dev.labctl.spec.ProjectFiles;

/** The components of a lab whose cluster file asks for none beside the usual. */
public final class UsualComponents {
  public static final Components OF_A_LAB =
      LabComponents.ALL.of(
          new ClusterReader().read(ProjectFiles.root().resolve("clusters/local.yaml"), "local"));

  private UsualComponents() {}
}

package dev.labctl.lab;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Tests whose lab is broken and timed while it heals: one such lab at a time, for a machine busy
 * with another's restart makes outages longer than they are.
 */
@ResourceLock(InjectsFaults.LAB_THAT_HEALS)
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface InjectsFaults {
  /** What these tests have for themselves. */
  String LAB_THAT_HEALS = "a lab that heals";
}

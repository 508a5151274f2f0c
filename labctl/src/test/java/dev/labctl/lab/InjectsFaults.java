package dev.labctl.lab;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Tests whose lab is broken and watched while it heals: one such lab at a time, for a machine busy
 * with another's restart makes outages longer than they are.
 */
@ResourceLock("a lab that heals")
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface InjectsFaults {}

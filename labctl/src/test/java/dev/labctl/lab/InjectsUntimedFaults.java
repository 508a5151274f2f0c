package dev.labctl.lab;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Tests whose lab is broken and has to heal, in a minute or so: beside each other, since they
 * mostly wait, but not beside {@link InjectsFaults}.
 */
@ResourceLock(value = InjectsFaults.LAB_THAT_HEALS, mode = ResourceAccessMode.READ)
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface InjectsUntimedFaults {}

package dev.labctl.lab;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Tests that start labs and clusters, or many programs: beside each other, since they mostly wait,
 * but not beside {@link InjectsFaults}, whose outages they would make longer.
 */
@ResourceLock(value = InjectsFaults.LAB_THAT_HEALS, mode = ResourceAccessMode.READ)
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface LoadsTheMachine {}

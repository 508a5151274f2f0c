package dev.labctl.lab;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Tests that make containers and networks: one such class at a time, for some of them compare what
 * Docker and the firewall held before and after.
 */
@ResourceLock("docker")
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface ChangesDocker {}

package dev.labctl.lab;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Tests of a lab on K3s, which needs the whole machine to heal in the times that are promised, and
 * tests that are light enough for all others but not for those.
 */
@ResourceLock("the machine")
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface NotBesideK3s {}

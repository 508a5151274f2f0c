/** Turns a scenario's load into a plan with nothing left to decide, and has Gatling run it. */
@NullMarked
package dev.labctl.load;

import org.jspecify.annotations.NullMarked;

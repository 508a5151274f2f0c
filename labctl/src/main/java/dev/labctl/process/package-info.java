@NullMarked
package dev.labctl.process;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.labctl.machine;

import org.jspecify.annotations.NullMarked;

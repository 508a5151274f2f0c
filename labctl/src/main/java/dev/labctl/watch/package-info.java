@NullMarked
package dev.labctl.watch;

import org.jspecify.annotations.NullMarked;

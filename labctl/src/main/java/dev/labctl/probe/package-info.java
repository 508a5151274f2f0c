@NullMarked
package dev.labctl.probe;

import org.jspecify.annotations.NullMarked;

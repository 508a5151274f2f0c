@NullMarked
package dev.labctl.chaos;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.labctl.progress;

import org.jspecify.annotations.NullMarked;

/** The module's one exception family. */
@NullMarked
package dev.labctl.shortener.failure;

import org.jspecify.annotations.NullMarked;

/** How often somebody may ask. */
@NullMarked
package dev.labctl.shortener.limit;

import org.jspecify.annotations.NullMarked;

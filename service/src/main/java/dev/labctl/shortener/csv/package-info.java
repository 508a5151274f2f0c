/** CSV as it comes: streamed, bounded, each bad row told with its line. */
@NullMarked
package dev.labctl.shortener.csv;

import org.jspecify.annotations.NullMarked;

/**
 * Clicks: recorded without waiting, counted in memory, handed on in batches, read as statistics.
 */
@NullMarked
package dev.labctl.shortener.click;

import org.jspecify.annotations.NullMarked;

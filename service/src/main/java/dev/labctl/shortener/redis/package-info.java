/** Redis behind Sentinel. */
@NullMarked
package dev.labctl.shortener.redis;

import org.jspecify.annotations.NullMarked;

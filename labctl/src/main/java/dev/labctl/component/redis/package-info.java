/** Redis, the links' shared cache. */
@NullMarked
package dev.labctl.component.redis;

import org.jspecify.annotations.NullMarked;

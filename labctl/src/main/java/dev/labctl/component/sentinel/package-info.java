/** Sentinel, which watches over Redis. */
@NullMarked
package dev.labctl.component.sentinel;

import org.jspecify.annotations.NullMarked;

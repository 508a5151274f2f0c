/** From a code to its target, through four tiers. */
@NullMarked
package dev.labctl.shortener.redirect;

import org.jspecify.annotations.NullMarked;

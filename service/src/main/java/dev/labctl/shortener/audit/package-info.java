/** The audit trail. */
@NullMarked
package dev.labctl.shortener.audit;

import org.jspecify.annotations.NullMarked;

/** Digests of files and texts. */
@NullMarked
package dev.labctl.hash;

import org.jspecify.annotations.NullMarked;

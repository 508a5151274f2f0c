/** The shortener under test. */
@NullMarked
package dev.labctl.component.shortener;

import org.jspecify.annotations.NullMarked;

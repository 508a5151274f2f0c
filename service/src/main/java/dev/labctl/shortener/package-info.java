/** The program: command line and composition root. */
@NullMarked
package dev.labctl.shortener;

import org.jspecify.annotations.NullMarked;

/** The HTTP interface. */
@NullMarked
package dev.labctl.shortener.http;

import org.jspecify.annotations.NullMarked;

/** Links: values, creation, deletion, and the store they need. */
@NullMarked
package dev.labctl.shortener.link;

import org.jspecify.annotations.NullMarked;

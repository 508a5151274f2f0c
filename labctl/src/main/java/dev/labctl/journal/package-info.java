@NullMarked
package dev.labctl.journal;

import org.jspecify.annotations.NullMarked;

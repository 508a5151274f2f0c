@NullMarked
package dev.labctl.spec;

import org.jspecify.annotations.NullMarked;

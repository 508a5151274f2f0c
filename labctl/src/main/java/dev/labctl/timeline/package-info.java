@NullMarked
package dev.labctl.timeline;

import org.jspecify.annotations.NullMarked;

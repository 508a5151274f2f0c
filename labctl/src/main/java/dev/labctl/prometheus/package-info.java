@NullMarked
package dev.labctl.prometheus;

import org.jspecify.annotations.NullMarked;

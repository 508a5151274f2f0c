@NullMarked
package dev.labctl.exit;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.labctl.run;

import org.jspecify.annotations.NullMarked;

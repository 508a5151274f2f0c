@NullMarked
package dev.labctl.json;

import org.jspecify.annotations.NullMarked;

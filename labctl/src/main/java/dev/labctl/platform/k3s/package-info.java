@NullMarked
package dev.labctl.platform.k3s;

import org.jspecify.annotations.NullMarked;

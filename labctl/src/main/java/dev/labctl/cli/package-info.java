@NullMarked
package dev.labctl.cli;

import org.jspecify.annotations.NullMarked;

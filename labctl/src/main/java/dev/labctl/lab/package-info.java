@NullMarked
package dev.labctl.lab;

import org.jspecify.annotations.NullMarked;

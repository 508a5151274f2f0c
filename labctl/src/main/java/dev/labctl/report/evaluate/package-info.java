@NullMarked
package dev.labctl.report.evaluate;

import org.jspecify.annotations.NullMarked;

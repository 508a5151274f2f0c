@NullMarked
package dev.labctl.report;

import org.jspecify.annotations.NullMarked;

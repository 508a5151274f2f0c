@NullMarked
package dev.labctl.report.evidence;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.labctl.report.render;

import org.jspecify.annotations.NullMarked;

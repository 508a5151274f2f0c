@NullMarked
package dev.labctl.report.model;

import org.jspecify.annotations.NullMarked;

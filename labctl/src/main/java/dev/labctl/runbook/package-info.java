/** Runbooks that people read and that labctl can walk: Markdown with executable, checked steps. */
@NullMarked
package dev.labctl.runbook;

import org.jspecify.annotations.NullMarked;

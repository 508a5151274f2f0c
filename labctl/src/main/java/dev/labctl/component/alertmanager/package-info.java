/** Alertmanager, which says what fires. */
@NullMarked
package dev.labctl.component.alertmanager;

import org.jspecify.annotations.NullMarked;

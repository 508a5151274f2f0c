/** PostgreSQL with Patroni. */
@NullMarked
package dev.labctl.component.postgres;

import org.jspecify.annotations.NullMarked;

/** Postgres over pools that survive a failover; migrations. */
@NullMarked
package dev.labctl.shortener.postgres;

import org.jspecify.annotations.NullMarked;

/** What platforms share: their promises, and Patroni, which runs on each of them. */
@NullMarked
package dev.labctl.platform;

import org.jspecify.annotations.NullMarked;

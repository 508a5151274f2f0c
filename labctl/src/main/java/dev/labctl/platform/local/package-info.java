/** The platform {@code local}: nodes are loopback addresses, members run under runit. */
@NullMarked
package dev.labctl.platform.local;

import org.jspecify.annotations.NullMarked;

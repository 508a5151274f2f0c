/** HAProxy, the lab's entry. */
@NullMarked
package dev.labctl.component.haproxy;

import org.jspecify.annotations.NullMarked;

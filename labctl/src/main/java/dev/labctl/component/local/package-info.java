/** How components run as processes of this machine: what a component says, and what it is given. */
@NullMarked
package dev.labctl.component.local;

import org.jspecify.annotations.NullMarked;

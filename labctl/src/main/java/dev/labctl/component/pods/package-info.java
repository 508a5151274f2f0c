/** How components run in pods of Kubernetes: what a component says, and what it is given. */
@NullMarked
package dev.labctl.component.pods;

import org.jspecify.annotations.NullMarked;

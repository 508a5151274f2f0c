/** The air-gap bundle: a lab's images and K3s' own in one file with checksums. */
@NullMarked
package dev.labctl.platform.k3s.bundle;

import org.jspecify.annotations.NullMarked;

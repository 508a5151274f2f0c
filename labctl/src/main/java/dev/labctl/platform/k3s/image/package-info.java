/** The lab's images, built by this machine's Docker, for whichever nodes run them. */
@NullMarked
package dev.labctl.platform.k3s.image;

import org.jspecify.annotations.NullMarked;

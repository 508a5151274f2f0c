/** K3s nodes as Docker containers: the nodes, the images in them and their kubeconfig. */
@NullMarked
package dev.labctl.platform.k3s.docker;

import org.jspecify.annotations.NullMarked;

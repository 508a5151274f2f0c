/** K3s nodes as Docker containers: the engine, the nodes, their images and their kubeconfig. */
@NullMarked
package dev.labctl.platform.k3s.docker;

import org.jspecify.annotations.NullMarked;

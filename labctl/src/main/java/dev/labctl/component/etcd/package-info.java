/** etcd, Patroni's store where no Kubernetes is. */
@NullMarked
package dev.labctl.component.etcd;

import org.jspecify.annotations.NullMarked;

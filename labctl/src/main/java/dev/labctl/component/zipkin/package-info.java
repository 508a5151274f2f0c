/** Zipkin, which keeps the traces of a lab that asks for them. */
@NullMarked
package dev.labctl.component.zipkin;

import org.jspecify.annotations.NullMarked;

/** Kafka, through which clicks go in a lab that asks for it, and its consumers. */
@NullMarked
package dev.labctl.component.kafka;

import org.jspecify.annotations.NullMarked;

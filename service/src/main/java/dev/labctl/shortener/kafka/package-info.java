/** Clicks through Kafka: the sink of those who serve and the source of those who consume. */
@NullMarked
package dev.labctl.shortener.kafka;

import org.jspecify.annotations.NullMarked;

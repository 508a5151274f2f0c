/** The config file as validated records. */
@NullMarked
package dev.labctl.shortener.config;

import org.jspecify.annotations.NullMarked;

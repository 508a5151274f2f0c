/** YAML as the people who write it see it: values with the line and column they stand at. */
@NullMarked
package dev.labctl.yaml;

import org.jspecify.annotations.NullMarked;

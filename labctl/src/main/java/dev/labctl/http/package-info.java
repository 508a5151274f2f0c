@NullMarked
package dev.labctl.http;

import org.jspecify.annotations.NullMarked;

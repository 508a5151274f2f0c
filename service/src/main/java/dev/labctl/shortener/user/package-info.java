/** Users: values, rules, and who is calling. */
@NullMarked
package dev.labctl.shortener.user;

import org.jspecify.annotations.NullMarked;

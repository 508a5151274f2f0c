/**
 * What the lab knows of its components: each in a package of its own, with its templates beside it.
 * Both platforms ask the definitions, in the order of the list that they are given.
 */
@NullMarked
package dev.labctl.component;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.labctl.ledger;

import org.jspecify.annotations.NullMarked;

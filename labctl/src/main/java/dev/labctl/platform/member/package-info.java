/** What every platform's members have in common: their interfaces, passwords and templates. */
@NullMarked
package dev.labctl.platform.member;

import org.jspecify.annotations.NullMarked;

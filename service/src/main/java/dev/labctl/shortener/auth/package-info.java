/** Who a request comes from: passwords, access tokens, API keys. */
@NullMarked
package dev.labctl.shortener.auth;

import org.jspecify.annotations.NullMarked;

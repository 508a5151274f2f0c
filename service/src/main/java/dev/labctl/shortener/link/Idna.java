package dev.labctl.shortener.link;

import com.ibm.icu.text.IDNA;
import java.util.Optional;

/**
 * Names in Unicode as browsers look them up: IDNA 2008 by the rules of Unicode's UTS 46. The JDK's
 * own {@code IDN} has the rules of 2003, to which "straße" is "strasse". Only this class names the
 * library, and plain names do not come here.
 */
final class Idna {
  private static final IDNA RULES =
      IDNA.getUTS46Instance(
          IDNA.NONTRANSITIONAL_TO_ASCII
              | IDNA.NONTRANSITIONAL_TO_UNICODE
              | IDNA.CHECK_BIDI
              | IDNA.CHECK_CONTEXTJ
              | IDNA.USE_STD3_RULES);

  private Idna() {}

  /** The name in ASCII; empty if it is none, or holds punycode that nobody could have made. */
  static Optional<String> ascii(String name) {
    IDNA.Info info = new IDNA.Info();
    String ascii = RULES.nameToASCII(name, new StringBuilder(), info) + "";
    return info.hasErrors() ? Optional.empty() : Optional.of(ascii);
  }
}

package dev.labctl.shortener.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class TraceParentTest {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String SPAN = "b7ad6b7169203331";

  @Property
  void whatIsWrittenIsReadAgain(@ForAll long high, @ForAll long low, @ForAll long span) {
    String traceId = HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low | 1);
    TraceParent parent = new TraceParent(traceId, HexFormat.of().toHexDigits(span | 1), low > 0);
    assertThat(TraceParent.parse(parent.toString())).contains(parent);
  }

  @Property
  void anythingElseIsNobody(@ForAll String text) {
    TraceParent.parse(text)
        .ifPresent(parent -> assertThat(text).contains(parent.traceId(), parent.spanId()));
  }

  @Example
  void theStandardsExamples() {
    assertThat(TraceParent.parse("00-" + TRACE + "-" + SPAN + "-00"))
        .contains(new TraceParent(TRACE, SPAN, false));
    assertThat(TraceParent.parse("cc-" + TRACE + "-" + SPAN + "-01-more"))
        .contains(new TraceParent(TRACE, SPAN, true));
    assertThat(TraceParent.parse(null)).isEmpty();
    assertThat(TraceParent.parse("00-" + TRACE + "-" + SPAN + "-01-more")).isEmpty();
    assertThat(TraceParent.parse("ff-" + TRACE + "-" + SPAN + "-01")).isEmpty();
    assertThat(TraceParent.parse("00-" + "0".repeat(32) + "-" + SPAN + "-01")).isEmpty();
    assertThat(TraceParent.parse("00-" + TRACE + "-" + "0".repeat(16) + "-01")).isEmpty();
    assertThat(TraceParent.parse("00-" + TRACE.replace("a", "A") + "-" + SPAN + "-01")).isEmpty();
  }
}

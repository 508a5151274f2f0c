package dev.labctl.gatling;

/**
 * A link that exists in the shortener.
 *
 * @param target what {@code Location} has to say, to the letter
 */
public record Link(String code, String target) {
  public Link {
    Rule.check(!code.isBlank(), "link code", code, "must not be blank");
    Rule.check(!target.isBlank(), "target of link " + code, target, "must not be blank");
  }
}

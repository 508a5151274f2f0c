// Clicks over time: of one link in its drawer, of all links together on the page. They are looked at again and again
// while they are seen.
import { draw } from "/assets/chart.js";

const AGAIN = 5000; // milliseconds; the counts are a second behind

/**
 * Makes a section with a switch, numbers and a chart work.
 *
 * @param ask for the statistics by minute, hour or day; null if nothing is to be shown
 * @param show what else there is in them
 * @returns how to look now, with nothing left of what was shown before
 */
export function clicks(section, ask, show = () => {}) {
  const part = (name) => section.querySelector(name);
  const buttons = [...section.querySelectorAll("[data-by]")];
  const by = () => buttons.find((button) => button.getAttribute("aria-pressed") === "true").dataset.by;
  const seen = () => document.visibilityState === "visible" && section.getClientRects().length > 0;
  let latest = 0;

  function say(text) {
    if (part(".chart-status").textContent !== text) part(".chart-status").textContent = text;
  }

  async function look() {
    const mine = ++latest;
    try {
      const stats = await ask(by());
      if (mine !== latest || !stats || !seen()) return; // something newer was asked for, or nothing any more
      part(".total").textContent = stats.total.toLocaleString();
      part(".chart").replaceChildren(draw(stats.series, stats.by, part(".chart").parentElement.clientWidth));
      say(stats.total ? "" : "No clicks in this time.");
      show(stats);
    } catch (error) {
      if (mine === latest) say(error.message); // what was seen last stays
    }
  }

  function fresh() {
    part(".total").textContent = "–";
    part(".chart").replaceChildren();
    say("Loading…");
    return look();
  }

  for (const button of buttons) {
    button.addEventListener("click", () => {
      for (const other of buttons) other.setAttribute("aria-pressed", String(other === button));
      fresh();
    });
  }
  setInterval(() => {
    if (seen()) look();
  }, AGAIN);
  return fresh;
}

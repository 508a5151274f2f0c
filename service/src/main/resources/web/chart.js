// A bar chart of clicks over time, as SVG: no library, and readable by those who cannot see it.
const SVG = "http://www.w3.org/2000/svg";
const HEIGHT = 200;
const LEFT = 36;
const BOTTOM = 22;
const TOP = 8;

const FORMATS = {
  minute: { hour: "2-digit", minute: "2-digit" },
  hour: { weekday: "short", hour: "2-digit", minute: "2-digit" },
  day: { day: "numeric", month: "short", timeZone: "UTC" }, // days are UTC's
};

function element(name, attributes, text) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  if (text !== undefined) node.textContent = text;
  return node;
}

/** A round number that is not below the value, little above it, and has a round half. */
function ceiling(value) {
  let step = 1;
  while (true) {
    for (const factor of [1, 1.2, 1.6, 2, 4, 6, 8]) {
      if (factor * step >= value) return factor * step;
    }
    step *= 10;
  }
}

/** Draws a series, `total` pixels wide, so that text has the same size on every screen. */
export function draw(series, by, total) {
  const format = new Intl.DateTimeFormat(undefined, FORMATS[by]);
  const label = (point) => format.format(new Date(point.at));
  const most = Math.max(0, ...series.map((point) => point.clicks));
  const top = Math.max(ceiling(most), 4);
  const width = (total - LEFT) / series.length;
  const y = (value) => TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / top);
  const clicks = series.reduce((sum, point) => sum + point.clicks, 0);
  const svg = element("svg", {
    viewBox: `0 0 ${total} ${HEIGHT}`,
    role: "img",
    "aria-label": `${clicks} clicks from ${label(series[0])} to ${label(series.at(-1))}, at most ${most} in one ${by}`,
  });
  for (const part of [0, 0.5, 1]) {
    const at = y(top * part);
    svg.append(element("line", { class: "grid", x1: LEFT, x2: total, y1: at, y2: at }));
    svg.append(element("text", { x: LEFT - 8, y: at + 4, "text-anchor": "end" }, (top * part).toLocaleString()));
  }
  series.forEach((point, i) => {
    const group = element("g", {});
    const x = LEFT + i * width;
    group.append(element("title", {}, `${label(point)}: ${point.clicks.toLocaleString()} clicks`));
    group.append(element("rect", { class: "hit", x, y: TOP, width, height: HEIGHT - TOP - BOTTOM }));
    if (point.clicks) {
      const height = Math.max(y(0) - y(point.clicks), 2);
      const gap = Math.min(width * 0.2, 3);
      group.append(
        element("rect", { class: "bar", x: x + gap / 2, y: y(0) - height, width: width - gap, height, rx: Math.min(2, width / 4) }),
      );
    }
    svg.append(group);
  });
  const ends = { 0: "start", [Math.floor((series.length - 1) / 2)]: "middle", [series.length - 1]: "end" };
  for (const [i, anchor] of Object.entries(ends)) {
    const x = LEFT + (Number(i) + { start: 0, middle: 0.5, end: 1 }[anchor]) * width;
    svg.append(element("text", { x, y: HEIGHT - 5, "text-anchor": anchor }, label(series[i])));
  }
  return svg;
}

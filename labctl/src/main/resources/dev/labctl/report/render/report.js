(() => {
  "use strict";
  const data = JSON.parse(document.getElementById("data").textContent);
  const css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const palette = ["--c0", "--c1", "--c2", "--c3", "--c4", "--c5"];
  const fixed = {
    offered: "--c5", p50: "--c2", p95: "--c0", p99: "--c1",
    errors: "--c4", status: "--c4", timeout: "--c1", connection: "--c3", location: "--c5",
    l1: "--c2", redis: "--c0", replica: "--c1", primary: "--c4", none: "--c5"
  };
  const powers = Array.from({length: 40}, (_, i) => 2 ** i);
  const print = matchMedia("print");
  const plots = [];
  window.labctlPlots = plots;

  const amount = (v, unit) => {
    if (v == null) return "–";
    if (unit === "B") {
      for (const [size, name] of [[1 << 30, "GiB"], [1 << 20, "MiB"], [1 << 10, "KiB"]])
        if (v >= size) return (v / size).toFixed(1) + " " + name;
      return v.toFixed(0) + " B";
    }
    const digits = Math.abs(v) >= 100 || Number.isInteger(v) ? 0 : 1;
    return v.toFixed(digits) + (unit === "/s" ? "/s" : unit ? " " + unit : "");
  };
  const clock = s => {
    const minus = s < 0 ? "-" : "", t = Math.abs(Math.round(s));
    return minus + Math.floor(t / 60) + ":" + String(t % 60).padStart(2, "0");
  };

  const phases = u => {
    const {ctx, bbox} = u;
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    for (const band of data.bands) {
      const a = u.valToPos(band.from, "x", true), b = u.valToPos(band.to, "x", true);
      ctx.fillStyle = css(band.phase.startsWith("fault") ? "--band-fault" : "--band-rec");
      ctx.fillRect(a, bbox.top, b - a, bbox.height);
    }
    ctx.strokeStyle = css("--fail");
    ctx.lineWidth = devicePixelRatio;
    ctx.setLineDash([4 * devicePixelRatio, 3 * devicePixelRatio]);
    for (const mark of data.marks) {
      const x = Math.round(u.valToPos(mark.at, "x", true)) + 0.5;
      ctx.beginPath();
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
    }
    ctx.restore();
  };
  const labels = u => {
    const {ctx, bbox} = u, scale = devicePixelRatio;
    ctx.save();
    ctx.font = 10.5 * scale + "px system-ui, sans-serif";
    ctx.fillStyle = css("--soft");
    ctx.textAlign = "left";
    ctx.textBaseline = "bottom";
    let free = -Infinity;
    for (const mark of data.marks) {
      const x = u.valToPos(mark.at, "x", true), width = ctx.measureText(mark.label).width;
      if (x < free || x + width > bbox.left + bbox.width + 40 * scale) continue;
      ctx.fillText(mark.label, x, bbox.top - 2 * scale);
      free = x + width + 8 * scale;
    }
    ctx.restore();
  };

  const width = box => Math.max(240, Math.floor(box.clientWidth));
  const draw = (box, chart) => {
    const axis = {stroke: css("--soft"), grid: {stroke: css("--line"), width: 1}, ticks: {stroke: css("--line"), width: 1}, font: "11px system-ui, sans-serif"};
    const plot = new uPlot({
      width: width(box),
      height: 220,
      padding: [data.marks.length ? 18 : 10, 12, 0, 0],
      cursor: {y: false, sync: {key: "labctl"}},
      legend: {live: true},
      scales: {x: {time: false}, y: {range: (u, min, max) => [0, max > 0 ? max * 1.1 : 1]}},
      axes: [
        {...axis, values: (u, splits) => splits.map(clock)},
        {...axis, size: 70, ...(chart.unit === "B" ? {incrs: powers} : {}), values: (u, splits) => splits.map(v => amount(v, chart.unit))}
      ],
      series: [
        {label: "time", value: (u, v) => v == null ? "–" : clock(v)},
        ...chart.lines.map((line, i) => ({
          label: line.name,
          stroke: () => css(fixed[line.name] || palette[i % palette.length]),
          width: 1.6,
          dash: line.name === "offered" ? [5, 4] : undefined,
          points: {show: false},
          paths: chart.steps ? uPlot.paths.stepped({align: 1}) : undefined,
          value: (u, v) => amount(v, chart.unit)
        }))
      ],
      hooks: {drawClear: [phases], draw: [labels]}
    }, [chart.x, ...chart.lines.map(l => l.values)], box);
    plots.push({id: chart.id, box, plot});
  };

  const all = () => {
    for (const {plot} of plots.splice(0)) plot.destroy();
    for (const box of document.querySelectorAll("[data-chart]")) {
      const chart = data.charts.find(c => c.id === box.dataset.chart);
      if (chart) draw(box, chart);
    }
  };
  all();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", all);
  print.addEventListener("change", all);
  let due = 0;
  addEventListener("resize", () => {
    cancelAnimationFrame(due);
    due = requestAnimationFrame(() => {
      for (const {box, plot} of plots) plot.setSize({width: width(box), height: 220});
    });
  });
})();

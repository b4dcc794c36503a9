// Charts over years, with a table of the same numbers for whoever cannot see them.

import { el, digits } from "./dom.js";

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

// title: what is inside brackets in it is told in small. lines: [{label, values, colour: "--one", band: [low, high] or none}]; now: a year to mark.
export function chart({ title: whole, unit, years, lines, height = 180 }) {
  const [, title, note] = whole.match(/^(?:The )?(.*?)(?: \((.*)\))?$/);
  const place = el("div", { class: "plot", "aria-hidden": "true" });
  const figure = el(
    "figure",
    { class: "chart" },
    el(
      "figcaption",
      {},
      el(
        "strong",
        {},
        title.replace(/^./, (letter) => letter.toUpperCase()),
      ),
      unit ? ` (${unit})` : "",
      note ? el("span", { class: "soft small" }, ` ${note}`) : "",
    ),
    lines.length > 1
      ? el(
          "div",
          { class: "small" },
          ...lines.map((line, i) =>
            el("span", { class: "keyed" }, el("span", { class: i ? "key other" : "key" }), line.label),
          ),
        )
      : "",
    place,
    table(title, years, lines),
  );
  const drawn = { figure, plot: null };
  const draw = () => {
    if (!place.isConnected) return;
    drawn.plot?.destroy();
    drawn.plot = new uPlot(options(place.clientWidth || 300, height, years, lines), columns(years, lines), place);
  };
  new ResizeObserver(() => {
    if (Math.abs((drawn.width || 0) - place.clientWidth) > 2) {
      drawn.width = place.clientWidth;
      draw();
    }
  }).observe(place);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  return figure;
}

function columns(years, lines) {
  return [years, ...lines.flatMap((line) => (line.band ? [line.values, line.band[0], line.band[1]] : [line.values]))];
}

// Years from the first to the last; a single year stands in the middle.
function span(years) {
  const [first, last] = [years[0], years.at(-1)];
  return first === last ? [first - 1, last + 1] : [first, last];
}

// Steps of an axis: whole numbers where nothing else was counted.
const COUNTS = [1, 2, 5, 10, 20, 50, 100];
const counted = (lines) => lines.every((line) => !line.band && line.values.every((value) => Number.isInteger(value)));

function options(width, height, years, lines) {
  const ink = colour("--soft"),
    grid = colour("--none"),
    series = [{}],
    bands = [];
  for (const line of lines) {
    series.push({
      stroke: colour(line.colour),
      width: 2.5,
      dash: line.dash,
      points: { size: 6, fill: colour(line.colour) },
    });
    if (line.band) {
      const clear = { stroke: "transparent", width: 0, points: { show: false } };
      series.push(clear, clear);
      bands.push({
        series: [series.length - 1, series.length - 2],
        fill: colour(line.colour.replace("--", "--band-")),
      });
    }
  }
  const axis = {
    stroke: ink,
    grid: { stroke: grid, width: 1 },
    ticks: { stroke: grid, width: 1 },
    font: "12px system-ui",
  };
  return {
    width,
    height,
    series,
    bands,
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false, range: () => span(years) },
      y: { range: (_, low, high) => room(low, high) },
    },
    axes: [
      { ...axis, values: (_, ticks) => ticks.map((year) => (years.includes(year) ? String(year) : "")) },
      { ...axis, size: 58, ...(counted(lines) ? { incrs: COUNTS } : {}), values: (_, ticks) => ticks.map((value) => digits(value)) },
    ],
  };
}

function room(low, high) {
  if (low === null) return [0, 1];
  const edge = Math.max((high - low) * 0.08, Math.abs(high) * 0.01, 1e-6);
  return [low >= 0 ? Math.max(0, low - edge) : low - edge, high + edge];
}

function table(title, years, lines) {
  const rows = years.map((year, t) =>
    el(
      "tr",
      {},
      el("th", { scope: "row" }, String(year)),
      lines.map((line) => el("td", { class: "num" }, digits(line.values[t]))),
    ),
  );
  return el(
    "details",
    { class: "small" },
    el("summary", {}, `Numbers of “${title}”`),
    el(
      "div",
      { class: "scroll", tabindex: "0", role: "region", "aria-label": `Numbers of ${title}` },
      el(
        "table",
        {},
        el(
          "thead",
          {},
          el(
            "tr",
            {},
            el("th", { scope: "col" }, "year"),
            lines.map((line) => el("th", { scope: "col", class: "num" }, line.label || title)),
          ),
        ),
        el("tbody", {}, rows),
      ),
    ),
  );
}

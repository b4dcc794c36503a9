// A map of the states and a graph of their ties, drawn as SVG from the outlines that the package ships.

import { el, svg, percent } from "./dom.js";

const VIEW = { west: -25, east: 46, south: 34, north: 71.5 };
const WIDE = 620;
const SQUEEZE = Math.cos((54 * Math.PI) / 180);
const SCALE = WIDE / ((VIEW.east - VIEW.west) * SQUEEZE);
const HIGH = Math.round((VIEW.north - VIEW.south) * SCALE);
const FAR = ["USA", "CAN"];

let shapes = null;

export async function outlines() {
  shapes ??= await (await fetch("/static/outlines.json")).json();
  return shapes;
}

const point = ([east, north]) => [(east - VIEW.west) * SQUEEZE * SCALE, (VIEW.north - north) * SCALE];
const path = (rings) =>
  rings
    .map(
      (ring) =>
        `M${ring
          .map((place) =>
            point(place)
              .map((v) => v.toFixed(1))
              .join(" "),
          )
          .join("L")}Z`,
    )
    .join("");
const inside = (rings) =>
  rings.some((ring) => ring.some(([x, y]) => x > VIEW.west && x < VIEW.east && y > VIEW.south && y < VIEW.north));

// Even steps of the values' range; dark is high, which also shows in grey.
export function steps(values) {
  const known = Object.values(values).filter((value) => value !== null && value !== undefined);
  const low = Math.min(...known),
    high = Math.max(...known);
  return [0, 1, 2, 3, 4, 5].map((k) => low + ((high - low) * k) / 5);
}
export function level(value, cuts) {
  if (value === null || value === undefined) return "none";
  return `q${Math.min(4, Math.max(0, cuts.slice(1, 5).filter((cut) => value > cut).length))}`;
}

// values: by state, shares; names: by state; adversaries: hatched.
export async function map({ title, values, names, adversaries = [], cuts = null }) {
  const all = await outlines();
  const shown = Object.fromEntries(Object.entries(values).filter(([code]) => !adversaries.includes(code)));
  const edges = cuts || steps(shown);
  if (!Object.keys(shown).some((code) => code in all)) return bare(title, shown, names);
  const lands = Object.entries(all)
    .filter(([, rings]) => inside(rings))
    .map(([code, rings]) => {
      const kind = adversaries.includes(code) ? "foe" : code in shown ? level(shown[code], edges) : "";
      const told =
        code in values
          ? `${names[code] || code}: ${adversaries.includes(code) ? "adversary" : percent(values[code])}`
          : code;
      return svg("path", { class: `land ${kind}`, d: path(rings) }, svg("title", {}, told));
    });
  const boxes = FAR.filter((code) => code in shown).flatMap((code, i) => [
    svg("rect", {
      class: `dot ${level(shown[code], edges)}`,
      x: 12,
      y: 150 + 46 * i,
      width: 26,
      height: 26,
      rx: 3,
    }),
    svg("text", { x: 44, y: 160 + 46 * i }, names[code] || code),
    svg("text", { x: 44, y: 175 + 46 * i }, percent(shown[code])),
  ]);
  const hatch = svg(
    "pattern",
    { id: "hatch", width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
    svg("line", { class: "hatch", x1: 0, y1: 0, x2: 0, y2: 6 }),
  );
  const picture = svg(
    "svg",
    { viewBox: `0 0 ${WIDE} ${HIGH}`, role: "img", "aria-label": title, width: "100%" },
    svg("defs", {}, hatch),
    svg("rect", { class: "sea", width: WIDE, height: HIGH }),
    lands,
    boxes,
  );
  return el(
    "figure",
    { class: "chart" },
    el("figcaption", {}, el("strong", {}, title)),
    picture,
    legend(edges),
    valuesTable(title, shown, names),
  );
}

// A made-up world has no outlines.
function bare(title, values, names) {
  const table = valuesTable(title, values, names);
  table.open = true;
  return el("figure", { class: "chart" }, el("figcaption", {}, el("strong", {}, title)), table);
}

function legend(edges) {
  const bar = svg(
    "svg",
    {
      viewBox: "0 0 300 34",
      width: "100%",
      height: "34",
      role: "img",
      "aria-label": `Colours from ${percent(edges[0])} to ${percent(edges[5])}`,
    },
    [0, 1, 2, 3, 4].map((k) => svg("rect", { class: `dot q${k}`, x: 20 + 52 * k, y: 2, width: 52, height: 12 })),
    edges.map((edge, k) => svg("text", { x: 20 + 52 * k, y: 28, "text-anchor": "middle" }, percent(edge, 2))),
  );
  return bar;
}

function valuesTable(title, values, names) {
  const rows = Object.entries(values)
    .sort((a, b) => b[1] - a[1])
    .map(([code, value]) =>
      el("tr", {}, el("th", { scope: "row" }, names[code] || code), el("td", { class: "num" }, percent(value))),
    );
  return el(
    "details",
    { class: "small" },
    el("summary", {}, "Numbers of the map"),
    el(
      "div",
      { class: "scroll", tabindex: "0", role: "region", "aria-label": `Numbers of ${title}` },
      el(
        "table",
        {},
        el(
          "thead",
          {},
          el("tr", {}, el("th", { scope: "col" }, "state"), el("th", { scope: "col", class: "num" }, "value")),
        ),
        el("tbody", {}, rows),
      ),
    ),
  );
}

// Ties of a state that the graph shows; all of them would be one dark disc.
const CLOSEST = 3;

// States on a circle by size, a line for each tie: the thicker, the closer.
export function graph({ title, ties, sizes, names }) {
  const codes = Object.keys(sizes)
    .filter((code) => ties.some(([a, b]) => a === code || b === code))
    .sort();
  const place = Object.fromEntries(
    codes.map((code, i) => {
      const angle = (2 * Math.PI * i) / codes.length - Math.PI / 2;
      return [code, [260 + 200 * Math.cos(angle), 250 + 200 * Math.sin(angle)]];
    }),
  );
  const most = Math.max(...codes.map((code) => sizes[code] || 0));
  const closest = (code) =>
    ties
      .filter(([a, b]) => a === code || b === code)
      .sort((one, other) => other[2] - one[2])
      .slice(0, CLOSEST);
  const lines = [...new Set(codes.flatMap(closest))]
    .filter(([a, b]) => place[a] && place[b])
    .map(([a, b, tie]) =>
      svg("line", {
        class: "tie",
        x1: place[a][0],
        y1: place[a][1],
        x2: place[b][0],
        y2: place[b][1],
        "stroke-width": (2.2 * tie).toFixed(2),
        "stroke-opacity": (0.12 + 0.5 * tie).toFixed(2),
      }),
    );
  const dots = codes.map((code) => {
    const [x, y] = place[code],
      out = [260 + 1.13 * (x - 260), 250 + 1.13 * (y - 250)];
    return [
      svg(
        "circle",
        { class: "dot q2", cx: x, cy: y, r: (3 + 13 * Math.sqrt((sizes[code] || 0) / most)).toFixed(1) },
        svg("title", {}, names[code] || code),
      ),
      svg("text", { x: out[0], y: out[1] + 4, "text-anchor": "middle" }, code),
    ];
  });
  return el(
    "figure",
    { class: "chart" },
    el(
      "figcaption",
      {},
      el("strong", {}, title),
      el("span", { class: "soft small" }, ` lines: each state’s ${CLOSEST} closest ties; circles: military capability`),
    ),
    svg(
      "svg",
      {
        viewBox: "0 0 520 500",
        width: "100%",
        role: "img",
        "aria-label": `${title}: ${codes.length} states, ${ties.length} ties`,
      },
      lines,
      dots,
    ),
  );
}

// What a run of the explorer came to: words, fans, maps, ties, and why a state decided as it did.

import { byId, el, field, option, post } from "./dom.js";
import { chart } from "./charts.js";
import { graph, map, steps } from "./map.js";

// result: what the server says of a run; asked: the question that it answers.
export async function showAnswer(result, asked) {
  const paired = "baseline" in result.states;
  const fans = Object.entries(result.outcomes).map(([, told]) =>
    chart({
      title: told.phrase,
      unit: told.unit,
      years: result.years,
      height: 170,
      lines: [
        ["scenario", "with the events", "--one"],
        ["baseline", "without them", "--two"],
      ]
        .filter(([arm]) => arm in told)
        .map(([arm, label, colour]) => {
          const [low, middle, high] = told[arm].map((row) =>
            row.map((value) => (value === null ? null : told.factor * value)),
          );
          return {
            label,
            colour,
            values: middle,
            band: [low, high],
            dash: arm === "baseline" ? [6, 4] : undefined,
          };
        }),
    }),
  );
  const arms = paired
    ? [
        ["baseline", "without the events"],
        ["scenario", "with them"],
      ]
    : [["scenario", ""]];
  const foes = result.adversaries,
    cuts = steps(
      Object.fromEntries(
        arms.flatMap(([arm]) =>
          Object.entries(result.states[arm].attack_probability)
            .filter(([code]) => !foes.includes(code))
            .map(([code, value]) => [`${arm}${code}`, value]),
        ),
      ),
    );
  const maps = await Promise.all(
    arms.map(([arm, label]) =>
      map({
        title: `Chance of being attacked, ${result.years.at(-1)}${label ? `, ${label}` : ""}`,
        values: result.states[arm].attack_probability,
        names: result.names,
        adversaries: foes,
        cuts,
      }),
    ),
  );
  const graphs = arms.map(([arm, label]) =>
    graph({
      title: `Ties, ${result.years.at(-1)}${label ? `, ${label}` : ""}`,
      ties: result.states[arm].ties,
      sizes: result.states[arm].capability,
      names: result.names,
    }),
  );
  byId("answer").replaceChildren(
    el(
      "div",
      { class: "card" },
      el("h2", {}, "What comes of it"),
      result.words.map((text) => el("p", {}, text)),
      el(
        "p",
        { class: "small soft" },
        `${result.replicates} runs of each world, with the same draws of chance; lines: median, bands: 5 to 95 percent of the runs.`,
      ),
    ),
    el("div", { class: "card fans" }, fans),
    el("div", { class: "card maps" }, maps),
    el("div", { class: "card maps" }, graphs),
    inside(result, asked),
  );
}

function inside(result, asked) {
  const which = el(
    "select",
    {},
    Object.entries(result.names)
      .filter(([code]) => !result.adversaries.includes(code))
      .map(([code, name]) => option(code, name, "POL")),
  );
  const year = el(
      "select",
      {},
      result.years.map((one) =>
        option(String(one), String(one), String(result.years[Math.min(3, result.years.length - 1)])),
      ),
    ),
    place = el("div", { "aria-live": "polite" });
  const look = async () => {
    place.replaceChildren(el("p", { class: "soft" }, "Running it again, watched …"));
    try {
      const found = await post("/api/explorer/explain", {
        ...asked,
        state: which.value,
        year: Number(year.value),
      });
      place.replaceChildren(
        ...found.sections.map((part) =>
          el(
            "details",
            { open: part.title === "In short" || part.title.startsWith("Why") },
            el("summary", {}, part.title),
            el(
              "ul",
              {},
              part.lines.map((text) => el("li", {}, text)),
            ),
          ),
        ),
      );
    } catch (error) {
      place.replaceChildren(el("p", { class: "warn" }, error.message));
    }
  };
  return el(
    "div",
    { class: "card" },
    el("h2", {}, "Why did a state decide so?"),
    el(
      "div",
      { class: "cards" },
      el("div", {}, field("inside-state", "State", which)),
      el("div", {}, field("inside-year", "Year", year)),
    ),
    el("p", {}, el("button", { type: "button", onclick: look }, "Explain")),
    place,
  );
}

// The explorer: choose a scenario, change it, run it beside its baseline, and look inside a decision.

import { announce, byId, digits, download, el, field, option, post, put, svg } from "./dom.js";
import { showAnswer } from "./answer.js";
import { EVENTS } from "./happen.js";
import { chooser } from "./orders.js";

const FIRST_SLIDERS = ["threat_elasticity", "publicness", "learning_rate", "spending_inertia", "statement_weight"];

const LARGEST_FILE = 200000;

const state = { about: null, source: {}, values: {}, events: [], without: new Set(), result: null };

const asked = () => ({
  ...state.source,
  values: state.values,
  events: state.events,
  without: [...state.without],
  replicates: state.replicates,
});

// source: the name of a shipped scenario, or the text of a file that was opened here.
async function choose(source) {
  state.about = await post("/api/explorer/scenario", source);
  state.source = source;
  state.values = {};
  state.events = [];
  state.without = new Set();
  state.replicates = state.about.replicates.usual;
  showChange();
  await run();
}

async function begin() {
  const { scenarios, first } = await post("/api/explorer/scenarios", {});
  const pick = el(
    "select",
    {},
    scenarios.map((one) => option(one.name, one.title, first)),
  );
  const told = (what) => (byId("choose-why").textContent = what);
  const chosen = async (source) => {
    told("");
    try {
      await choose(source);
      return true;
    } catch (error) {
      told(error.message);
      return false;
    }
  };
  pick.addEventListener("change", () => {
    file.value = "";
    pick.querySelector("[data-own]")?.remove();
    chosen({ scenario: pick.value });
  });
  const file = el("input", { type: "file", accept: ".yaml,.yml", "aria-describedby": "open-about" });
  file.addEventListener("change", async () => {
    const [one] = file.files;
    if (!one) return;
    if (one.size > LARGEST_FILE) told(`${one.name} has ${one.size} bytes; at most ${LARGEST_FILE} can be opened here.`);
    else if (await chosen({ text: await one.text() })) {
      pick.querySelector("[data-own]")?.remove();
      pick.append(el("option", { value: "", selected: true, disabled: true, "data-own": "" }, one.name));
    }
  });
  byId("choose").replaceChildren(
    el(
      "div",
      { class: "card" },
      field("scenario", "Scenario", pick),
      el("p", { id: "description", class: "small soft" }),
      el(
        "details",
        {},
        el("summary", {}, "Open a scenario file"),
        field("open", "File", file),
        el(
          "p",
          { id: "open-about", class: "small soft" },
          "One that was saved here, a class’s replay, or your own. It is read by the machine that serves this page and kept nowhere.",
        ),
      ),
      el("p", { id: "choose-why", class: "warn", role: "alert" }),
    ),
  );
  await choose({ scenario: first });
}

function slider(one, path, value) {
  const low = one.low ?? 0,
    high = Math.min(one.high ?? 1, Math.max(4 * one.usual, low + 4 * Math.abs(one.usual) || 1));
  const out = el("output", {}, digits(value));
  const range = el("input", {
    type: "range",
    id: path,
    min: String(low),
    max: String(high),
    step: String((high - low) / 200),
    value: String(value),
    "aria-describedby": `${path}-about`,
  });
  range.addEventListener("input", () => {
    out.textContent = digits(Number(range.value));
    state.values[path] = Number(range.value);
    stale();
  });
  return el(
    "div",
    { class: "slider" },
    el("label", { for: path }, `${one.meaning}`),
    range,
    out,
    el(
      "p",
      { id: `${path}-about`, class: "small soft" },
      `${one.name}, ${one.unit}; default ${digits(one.usual)} (${one.status})`,
    ),
  );
}

function showChange() {
  const { about } = state,
    first = about.parameters.filter((one) => FIRST_SLIDERS.includes(one.name)),
    rest = about.parameters.filter((one) => !FIRST_SLIDERS.includes(one.name));
  byId("description").textContent = about.description;
  const intent = Object.entries(about.adversaries).map(([code, foe]) =>
    slider(
      {
        name: `intent of ${foe.name}`,
        meaning: `How much ${foe.name} intends to attack`,
        unit: "0 to 1",
        usual: foe.intent,
        low: 0,
        high: 1,
        status: "scenario",
      },
      `adversaries.${code}.intent`,
      foe.intent,
    ),
  );
  const theory = Object.entries(about.theory).map(([rule, { value, choices }]) => {
    const pick = el(
      "select",
      {},
      choices.map((choice) => option(choice, choice.replaceAll("_", " "), value)),
    );
    pick.addEventListener("change", () => {
      state.values[`theory.${rule}`] = pick.value;
      stale();
    });
    return field(`theory.${rule}`, `Theory of ${rule}`, pick);
  });
  byId("change").replaceChildren(
    el(
      "div",
      { class: "card" },
      el("h2", {}, "Events"),
      el("div", { id: "timeline" }),
      el("div", { id: "drop" }),
      el("p", { id: "drop-why", class: "warn", role: "alert" }),
    ),
    el(
      "div",
      { class: "card" },
      el(
        "details",
        { open: matchMedia("(min-width: 64rem)").matches },
        el("summary", {}, el("h2", { class: "inline" }, "What the world is like")),
        intent,
        first.map((one) => slider(one, `parameters.${one.name}`, one.value)),
        el("details", {}, el("summary", {}, "The theories"), theory),
        el(
          "details",
          {},
          el("summary", {}, `${rest.length} more parameters`),
          rest.map((one) => slider(one, `parameters.${one.name}`, one.value)),
        ),
      ),
    ),
    el(
      "div",
      { class: "card row" },
      el("button", { id: "run", class: "main", type: "button", onclick: run }, "Run"),
      el(
        "button",
        { type: "button", onclick: () => download("/api/explorer/file", "", `${about.name}.yaml`, asked()) },
        "Save as a scenario file",
      ),
      el("p", { id: "run-why", class: "warn", role: "alert" }),
    ),
  );
  showTimeline();
  const context = {
    me: "",
    names: {
      ...about.states,
      ...Object.fromEntries(Object.entries(about.adversaries).map(([code, foe]) => [code, foe.name])),
    },
    states: Object.keys(about.states),
    alliance: about.alliance,
    adversaries: Object.keys(about.adversaries),
    standings: about.standings,
    years: [about.start, about.end],
  };
  byId("drop").replaceChildren(
    chooser("dropper", "Drop an event on the timeline", EVENTS, context, "Drop it", async (type, kind, given) => {
      const event = {
        id: `mine-${state.events.length + 1}-${type.replace("_", "-")}`,
        year: Number(given.year),
        type: kind.type || type,
        ...kind.event(given),
      };
      state.events.push({ ...event });
      stale();
      showTimeline();
      return true;
    }),
  );
}

function showTimeline() {
  const { about } = state,
    span = about.end - about.start || 1,
    x = (year) => 20 + (460 * (year - about.start)) / span;
  const all = [
    ...about.events.map((event) => ({ ...event, own: false })),
    ...state.events.map((event) => ({
      id: event.id,
      year: event.year,
      words: `in ${event.year}: ${event.type.replaceAll("_", " ")}`,
      own: true,
    })),
  ].sort((a, b) => a.year - b.year);
  const lane = svg(
    "svg",
    {
      class: "lane",
      viewBox: "0 0 500 46",
      role: "img",
      "aria-label": `Timeline ${about.start} to ${about.end} with ${all.length} events`,
    },
    svg("line", { class: "axis", x1: 20, x2: 480, y1: 22, y2: 22 }),
    [about.start, Math.round((about.start + about.end) / 2), about.end].map((year) =>
      svg("text", { x: x(year), y: 43, "text-anchor": "middle" }, String(year)),
    ),
    all.map((event) =>
      svg("circle", {
        class: event.own ? "now" : "value",
        cx: x(event.year),
        cy: 22,
        r: 7,
        "fill-opacity": state.without.has(event.id) ? 0.2 : 1,
      }),
    ),
  );
  const list = all.map((event) =>
    el(
      "li",
      { class: "row" },
      event.own
        ? [
            el("span", { class: "grow" }, event.words),
            el(
              "button",
              {
                type: "button",
                class: "quiet",
                "aria-label": `Remove ${event.words}`,
                onclick: () => {
                  state.events = state.events.filter((one) => one.id !== event.id);
                  stale();
                  showTimeline();
                },
              },
              "remove",
            ),
          ]
        : el(
            "label",
            { class: "inline" },
            el("input", {
              type: "checkbox",
              checked: !state.without.has(event.id),
              onchange: (change) => {
                state.without[change.target.checked ? "delete" : "add"](event.id);
                stale();
                showTimeline();
              },
            }),
            event.words,
          ),
    ),
  );
  put(
    "timeline",
    lane,
    el(
      "ul",
      { class: "list small" },
      list.length ? list : el("li", { class: "soft" }, "Nothing happens in this world but growth and the guideline."),
    ),
  );
}

function stale() {
  byId("run").textContent = "Run with these changes";
}

async function run() {
  byId("run").disabled = true;
  byId("run-why").textContent = "";
  announce("Running.");
  try {
    const question = asked();
    state.result = await post("/api/explorer/run", question);
    await showAnswer(state.result, question);
    byId("run").textContent = "Run";
    announce("Done: the charts and the words are new.");
  } catch (error) {
    byId("run-why").textContent = error.message;
  }
  byId("run").disabled = false;
}

begin().catch((error) => {
  byId("choose").replaceChildren(el("p", { class: "warn", role: "alert" }, error.message));
});

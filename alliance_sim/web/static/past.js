// What was said and what has happened.

import { byId, el, option } from "./dom.js";
import { chart } from "./charts.js";
import { MOTIONS } from "./orders.js";

export function showTalk(state, context, line) {
  const { live, seat } = state;
  const all = [...live.words, ...seat.private].sort((a, b) => a.at - b.at).slice(-40);
  const list = el(
    "ol",
    { id: "said", class: "list small", "aria-label": "What was said" },
    all.map((one) => said(one, context)),
  );
  if (byId("say")) {
    byId("said").replaceWith(list);
    const to = byId("say-to"),
      kept = to.value;
    to.replaceChildren(...recipients(live, context));
    to.value = [...to.options].some((one) => one.value === kept) ? kept : "";
    return;
  }
  const text = el("input", { id: "say-text", name: "text", maxlength: "500", autocomplete: "off", required: true });
  const to = el("select", { id: "say-to", name: "to" }, recipients(live, context));
  const speak = async (event) => {
    event.preventDefault();
    const why = await line.act({ do: "say", to: to.value || null, text: text.value });
    byId("say-why").textContent = why || "";
    if (why === null) text.value = "";
  };
  byId("talk").replaceChildren(
    el(
      "div",
      { class: "card" },
      el("h2", {}, "Talk"),
      list,
      el(
        "form",
        { id: "say", onsubmit: speak },
        el("label", { for: "say-to" }, "To"),
        to,
        el("label", { for: "say-text" }, "Message"),
        text,
        el("p", {}, el("button", { type: "submit" }, "Send")),
      ),
      el("p", { id: "say-why", class: "warn", role: "alert" }),
      el("p", { class: "small soft" }, "Your teacher can read everything, also what you write to one state alone."),
    ),
  );
}

export function said(one, context) {
  const name = (code) => (code === "" ? "Teacher" : context.names[code]);
  const alone = one.to ? ` to ${one.to === context.me ? "you" : name(one.to)} alone` : "";
  return el("li", {}, el("strong", {}, name(one.by)), el("span", { class: "warn" }, alone), `: ${one.text}`);
}

const recipients = (live, context) => [
  option("", "everyone in your world", ""),
  ...Object.keys(live.seats)
    .filter((code) => code !== context.me)
    .map((code) => option(code, `${context.names[code]} alone`, "")),
];

export function showPast(state, context) {
  const { outcomes } = state.still;
  const charts = ["spending", "anxiety", "deterrence", "cohesion"]
    .filter((name) => name in outcomes)
    .map((name) => outcomeChart(name, outcomes[name], state.years));
  return el(
    "div",
    { class: "card" },
    el("h2", {}, "What has happened"),
    [...state.years].reverse().map((year, i) => yearWords(year, context, i === 0)),
    charts,
  );
}

export function outcomeChart(name, told, years, height) {
  const values = years.map((year) => (year.outcomes[name] === null ? null : told.factor * year.outcomes[name]));
  return chart({
    title: told.phrase,
    unit: told.unit,
    height,
    years: years.map((year) => year.year),
    lines: [{ label: "", colour: "--one", values }],
  });
}

export function yearWords(year, context, open) {
  const all = happened(year, context);
  return el(
    "details",
    { open },
    el("summary", {}, `${year.year}`),
    all.length
      ? el(
          "ul",
          {},
          all.map((text) => el("li", {}, text)),
        )
      : el("p", { class: "soft" }, "A quiet year."),
  );
}

export function happened(year, context) {
  const names = (codes) => codes.map((code) => context.names[code]).join(", ");
  const crises = year.crises.map(
    (one) =>
      [
        `${context.names[one.adversary]} challenged ${context.names[one.target]} (${one.severity.replace("_", " ")}); it ${one.held ? "held" : "gave way"}`,
        one.came.length ? `came: ${names(one.came)}` : "",
        one.stayed.length ? `did not come: ${names(one.stayed)}` : "",
      ]
        .filter(Boolean)
        .join("; ") + ".",
  );
  const motions = year.motions.map(
    (motion) =>
      `${MOTIONS[motion.kind].words(motion.terms, context)}: ${motion.carried ? "carried" : "failed"} (${motion.why}).`,
  );
  const choices = year.choices.map((one) => `${context.names[one.state]}, on its own account: ${one.what}.`);
  return [...year.words, ...motions, ...crises, ...choices];
}

// The debrief: what the class's world came to, worlds that were not, and a sheet for each student, to print.

import { byId, download, digits, el, get, percent } from "./dom.js";
import { chart } from "./charts.js";
import { MOTIONS } from "./orders.js";

const desk = sessionStorage.getItem("desk"),
  seat = JSON.parse(localStorage.getItem("seat") || "null");
const wanted = new URLSearchParams(location.search).get("world");
const teacher = desk && (wanted !== null || !seat);
const token = teacher ? desk : seat?.token;
const number = teacher ? Number(wanted || 1) - 1 : seat?.world;
const ARMS = [
  ["class", "your class"],
  ["agents", "agents alone"],
  ["without", "without the change"],
];

function outcomes(story) {
  const arms = ARMS.filter(([arm]) => arm in story.arms);
  const rows = Object.entries(story.outcomes).map(([name, told]) =>
    el(
      "tr",
      {},
      el("th", { scope: "row" }, told.phrase.replace(/ \(.*\)/, ""), told.unit ? `, ${told.unit}` : ""),
      arms.map(([arm]) => {
        const value = story.arms[arm][name].at(-1);
        return el("td", { class: "num" }, value === null ? "none" : digits(told.factor * value));
      }),
    ),
  );
  return el(
    "div",
    { class: "scroll", tabindex: "0", role: "region", "aria-label": "Outcomes of the worlds" },
    el(
      "table",
      { class: "first-wide" },
      el("caption", {}, `What came of it by ${story.years.at(-1)}`),
      el(
        "thead",
        {},
        el(
          "tr",
          {},
          el("th", { scope: "col" }, "outcome"),
          arms.map(([, label]) => el("th", { scope: "col", class: "num" }, label)),
        ),
      ),
      el("tbody", {}, rows),
    ),
  );
}

function burden(story) {
  const rows = story.burden.map((row) =>
    el(
      "tr",
      {},
      el(
        "th",
        { scope: "row" },
        row.name,
        el(
          "div",
          { class: "soft small" },
          [
            row.seat ? "" : "agent",
            row.ratio < story.free_rider ? "free-rode" : row.ratio > 1 / story.free_rider ? "carried others" : "",
          ]
            .filter(Boolean)
            .join(", "),
        ),
      ),
      el("td", { class: "num" }, percent(row.paid, 2)),
      el("td", { class: "num" }, percent(row.due, 2)),
      el("td", { class: "num" }, digits(row.ratio)),
    ),
  );
  return el(
    "div",
    { class: "scroll", tabindex: "0", role: "region", "aria-label": "Who paid" },
    el(
      "table",
      {},
      el(
        "caption",
        {},
        "Who paid, and who free-rode: each member’s part of all spending beside its part of all income, over the years played",
      ),
      el(
        "thead",
        {},
        el(
          "tr",
          {},
          ["state", "paid", "income", "paid ÷ income"].map((text, i) =>
            el("th", { scope: "col", class: i ? "num" : "" }, text),
          ),
        ),
      ),
      el("tbody", {}, rows),
    ),
  );
}

function showStory(story) {
  byId("title").textContent = `${story.title}: debrief`;
  const lines = (name) =>
    ARMS.slice(0, 2).map(([arm, label], i) => ({
      label,
      colour: i ? "--two" : "--one",
      dash: i ? [6, 4] : undefined,
      values: story.arms[arm][name].map((value) => (value === null ? null : story.outcomes[name].factor * value)),
    }));
  byId("story").replaceChildren(
    el(
      "div",
      { class: "card" },
      el("h2", {}, "Your world, and worlds that were not"),
      el(
        "p",
        {},
        "Each other world is the same model with the same draws of chance, in which only some events are left out: all of the class’s, or the scenario’s own change",
        story.left_out.length ? ` (${story.left_out.join("; ")})` : "",
        ".",
      ),
      outcomes(story),
      ["spending", "anxiety", "deterrence"]
        .filter((name) => name in story.outcomes)
        .map((name) =>
          chart({
            title: story.outcomes[name].phrase,
            unit: story.outcomes[name].unit,
            years: story.years,
            lines: lines(name),
          }),
        ),
      burden(story),
      el(
        "p",
        { class: "small soft" },
        `Free-rode: paid less than ${digits(story.free_rider)} of what its income would ask for; carried others: more than ${digits(1 / story.free_rider)} times as much. Where the lines are is an assumption; the ratio is not.`,
      ),
    ),
  );
}

function score(sheet) {
  const { own, agent, attack_loss: loss } = sheet.score,
    better = agent.whole - own.whole;
  const row = (label, name) =>
    el(
      "tr",
      {},
      el("th", { scope: "row" }, label),
      el("td", { class: "num" }, percent(own[name])),
      el("td", { class: "num" }, percent(agent[name])),
    );
  return [
    el(
      "table",
      {},
      el("caption", {}, "What security cost, percent of GDP in a mean year"),
      el(
        "thead",
        {},
        el(
          "tr",
          {},
          ["", "you", "your agent"].map((text, i) =>
            el("th", { scope: "col", class: i ? "num" : "" }, text || el("span", { class: "hidden" }, "part")),
          ),
        ),
      ),
      el(
        "tbody",
        {},
        row("spent on defence", "spent"),
        row(`likely lost (danger × ${percent(loss)} of GDP, what an attack costs in this model)`, "risked"),
        row("together", "whole"),
      ),
    ),
    el(
      "p",
      {},
      Math.abs(better) < 5e-5
        ? "You and your agent came out alike."
        : better > 0
          ? `You did it ${digits(100 * better)} points of GDP cheaper than your agent would have.`
          : `It cost ${digits(-100 * better)} points of GDP more than your agent would have paid. That can be worth it: see what it did for the others.`,
    ),
  ];
}

function effect(sheet) {
  const parts = Object.entries(sheet.effect)
    .map(([name, value]) => [sheet.outcomes[name], value])
    .filter(([told, value]) => value !== null && digits(Math.abs(told.factor * value)) !== "0");
  if (!parts.length) return el("p", {}, "Without what you did, the alliance would have been as good as the same.");
  return [
    el("p", {}, `By ${sheet.years.at(-1)}, with what you did instead of your agent:`),
    el(
      "ul",
      {},
      parts.map(([told, value]) =>
        el("li", {}, `${told.phrase}: ${value > 0 ? "+" : "−"}${digits(Math.abs(told.factor * value))} ${told.unit}`),
      ),
    ),
  ];
}

function deeds(sheet) {
  const names = new Proxy({}, { get: (_, code) => code });
  return sheet.deeds.map((year) => {
    const motions = year.motions
      .filter((motion) => !(motion.carried && motion.by === sheet.code))
      .map(
        (motion) =>
          `${MOTIONS[motion.kind].words(motion.terms, { names })}: ${motion.by === sheet.code ? "you tabled it" : motion.vote ? "you said yes" : "you said no"}; ${motion.carried ? "carried" : "failed"} (${motion.why})`,
      );
    const all = [...year.did, ...year.refused.map((why) => `Not carried out: ${why}`), ...motions];
    return el("li", {}, el("strong", {}, `${year.year}: `), all.length ? all.join("; ") : "left to the agent");
  });
}

function showSheet(sheet) {
  const line = (name) =>
    [
      ["you", "own"],
      ["your agent", "agent"],
    ].map(([label, who], i) => ({
      label,
      colour: i ? "--two" : "--one",
      dash: i ? [6, 4] : undefined,
      values: sheet[who][name].map((value) => 100 * value),
    }));
  const [trusted, otherwise] = sheet.trusted;
  return el(
    "article",
    { class: "card sheet" },
    el("h2", {}, `${sheet.state}: ${sheet.name}`),
    el("p", { class: "soft" }, `${sheet.title}, world ${sheet.world + 1}, ${sheet.years[0]} to ${sheet.years.at(-1)}`),
    el("h3", {}, "What you did"),
    el("ol", { class: "list" }, deeds(sheet)),
    el("h3", {}, "Against what your agent would have done"),
    chart({ title: "Defence spending", unit: "percent of GDP", years: sheet.years, lines: line("share") }),
    chart({ title: "Danger of being attacked", unit: "percent a year", years: sheet.years, lines: line("danger") }),
    score(sheet),
    el("h3", {}, "What it did for the others"),
    effect(sheet),
    el(
      "p",
      {},
      `Your allies believe to ${percent(trusted, 2)} that you would come; of your agent they would believe ${percent(otherwise, 2)}.`,
    ),
    el(
      "p",
      { class: "small soft" },
      "“Your agent” is the same world with the same draws of chance, without the orders you gave and the motions that needed your consent.",
    ),
  );
}

async function start() {
  if (!token) {
    byId("status").textContent = "Take a seat first, or open this page from your desk.";
    return;
  }
  byId("status").textContent = "The other worlds are being run …";
  try {
    const made = await get(`/api/debrief/${number}`, token);
    byId("status").textContent = "";
    showStory(made.story);
    const buttons = [
      el("button", { type: "button", class: "main", onclick: () => print() }, "Print"),
      el(
        "button",
        { type: "button", onclick: () => download(`/api/replay/${number}`, token, "our-world.yaml") },
        "This world as a scenario file",
      ),
    ];
    byId("sheets").replaceChildren(el("p", { class: "row noprint" }, buttons), ...made.sheets.map(showSheet));
  } catch (error) {
    byId("status").textContent = error.message;
  }
}

start();

// The events that the explorer can drop on the timeline and the desk can let happen: the most used of the format.

import { el } from "./dom.js";
import { select, TONES } from "./orders.js";

const named = (codes, context) => codes.map((code) => [code, context.names[code]]);
const states = (context) => named(context.states, context);
const foes = (context) => named(context.adversaries, context);
const everyone = (context) => named([...context.states, ...context.adversaries], context);
const number = (name, value, min, max, step) =>
  el("input", { name, type: "number", value: String(value), min, max, step, required: true });
const degree = (name, value) => number(name, value, 0, 1, 0.05);
const stance = () => number("stance", -0.5, -1, 1, 0.1);
const hostile = (context) => context.adversaries.length > 0;

const ALL = {
  standing: {
    title: "A state changes its standing",
    fields: (context) => [
      ["Which", select("state", states(context), "USA")],
      [
        "Becomes",
        select(
          "to",
          context.standings.map((name) => [name, name.replaceAll("_", " ")]),
          "partner",
        ),
      ],
      ["Over how many years", number("phase_in", 2, 0, 20, 1)],
    ],
    event: (given) => ({ state: given.state, to: given.to, phase_in: Number(given.phase_in) }),
  },
  statement: {
    title: "Somebody speaks",
    fields: (context) => [
      ["Who", select("speaker", everyone(context), "USA")],
      ["About", select("about", [[context.alliance, context.alliance], ...states(context)])],
      ["Tone", select("tone", TONES)],
      ["How far it is believed, 0 to 1", degree("credibility", 0.5)],
    ],
    event: (given) => ({
      speaker: given.speaker,
      about: given.about,
      tone: Number(given.tone),
      credibility: Number(given.credibility),
    }),
  },
  budget: {
    title: "A budget is set",
    fields: (context) => [
      ["Whose", select("state", everyone(context))],
      ["Share of GDP, percent", number("share", 2, 0, 50, 0.1)],
    ],
    event: (given) => ({ state: given.state, share: Number(given.share) / 100 }),
  },
  guideline: {
    title: "The guideline changes",
    fields: (context) => [
      ["Share of GDP, percent", number("share", 3, 0, 50, 0.1)],
      ["Due", number("due", context.years[1], context.years[0], context.years[1] + 20, 1)],
    ],
    event: (given) => ({ share: Number(given.share) / 100, due: Number(given.due) }),
  },
  deployment: {
    title: "Troops are sent to an ally",
    fields: (context) => [
      ["Whose", select("from", states(context), "DEU")],
      ["Where", select("to", states(context), "LTU")],
      ["Soldiers", number("troops", 5000, 1, 500000, 1)],
    ],
    event: (given) => ({ from: given.from, to: given.to, troops: Number(given.troops) }),
  },
  intent: {
    title: "An adversary’s intent changes",
    possible: hostile,
    fields: (context) => [
      ["Whose", select("adversary", foes(context))],
      ["New intent, 0 to 1", degree("to", 0.5)],
    ],
    event: (given) => ({ adversary: given.adversary, to: Number(given.to) }),
  },
  crisis: {
    title: "A crisis",
    possible: hostile,
    fields: (context) => [
      ["Who challenges", select("adversary", foes(context))],
      ["Whom", select("target", states(context), "EST")],
      [
        "How",
        select("severity", [
          ["grey_zone", "in the grey zone (cyber, airspace, sabotage)"],
          ["limited", "with limited force"],
          ["major", "with major force"],
        ]),
      ],
    ],
    event: (given) => ({ adversary: given.adversary, target: given.target, severity: given.severity }),
  },
  economy: {
    title: "An economy shrinks or grows at once",
    fields: (context) => [
      ["Whose", select("state", everyone(context))],
      ["Change of GDP, percent", number("level", -5, -50, 40, 0.5)],
    ],
    event: (given) => ({ states: [given.state], level: Number(given.level) / 100 }),
  },
  leader: {
    title: "A state gets another leader",
    fields: (context) => [
      ["Which", select("state", states(context))],
      ["Disposition to the alliance, -1 to 1", stance()],
    ],
    event: (given) => ({ state: given.state, stance: Number(given.stance) }),
  },
  trade_dispute: {
    title: "Two states quarrel",
    fields: (context) => [
      ["One", select("one", states(context))],
      ["Other", select("other", states(context))],
      ["How deep, 0 to 1", degree("depth", 0.5)],
    ],
    event: (given) => ({ states: [given.one, given.other], depth: Number(given.depth) }),
  },
};

// What the desk can let happen this year.
export const OUTSIDE = Object.fromEntries(
  ["crisis", "intent", "economy", "statement", "leader", "trade_dispute"].map((name) => [name, ALL[name]]),
);

const when = ({ years }) => ["Year", number("year", Math.min(years[0] + 2, years[1]), years[0], years[1], 1)];

// What the explorer can drop on its timeline: the same, and when.
export const EVENTS = Object.fromEntries(
  Object.entries(ALL).map(([name, kind]) => [
    name,
    { ...kind, fields: (context) => [when(context), ...kind.fields(context)] },
  ]),
);

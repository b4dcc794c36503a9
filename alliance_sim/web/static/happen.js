// The events that the explorer can drop on the timeline: the most used of the scenario format.

import { el } from "./dom.js";
import { select, TONES } from "./orders.js";

const named = (codes, context) => codes.map((code) => [code, context.names[code]]);
const box = (name, value, min, max, step) => el("input", { name, type: "number", value: String(value), min, max, step, required: true });
const when = (context) => ["Year", box("year", Math.min(context.years[0] + 2, context.years[1]), context.years[0], context.years[1], 1)];
const everyone = (context) => named([...context.states, ...context.adversaries], context);
const number = Number;

export const EVENTS = {
  standing: {
    title: "A state changes its standing",
    fields: (context) => [when(context), ["Which", select("state", named(context.states, context), "USA")], ["Becomes", select("to", context.standings.map((name) => [name, name.replaceAll("_", " ")]), "partner")], ["Over how many years", box("phase_in", 2, 0, 20, 1)]],
    event: (given) => ({ state: given.state, to: given.to, phase_in: number(given.phase_in) }),
  },
  statement: {
    title: "Somebody speaks",
    fields: (context) => [when(context), ["Who", select("speaker", everyone(context), "USA")], ["About", select("about", [[context.alliance, context.alliance], ...named(context.states, context)])], ["Tone", select("tone", TONES)], ["How far it is believed, 0 to 1", box("credibility", 0.5, 0, 1, 0.1)]],
    event: (given) => ({ speaker: given.speaker, about: given.about, tone: number(given.tone), credibility: number(given.credibility) }),
  },
  budget: {
    title: "A budget is set",
    fields: (context) => [when(context), ["Whose", select("state", everyone(context))], ["Share of GDP, percent", box("share", 2, 0, 50, 0.1)]],
    event: (given) => ({ state: given.state, share: number(given.share) / 100 }),
  },
  guideline: {
    title: "The guideline changes",
    fields: (context) => [when(context), ["Share of GDP, percent", box("share", 3, 0, 50, 0.1)], ["Due", box("due", context.years[1], context.years[0], context.years[1] + 20, 1)]],
    event: (given) => ({ share: number(given.share) / 100, due: number(given.due) }),
  },
  deployment: {
    title: "Troops are sent to an ally",
    fields: (context) => [when(context), ["Whose", select("from", named(context.states, context), "DEU")], ["Where", select("to", named(context.states, context), "LTU")], ["Soldiers", box("troops", 5000, 1, 500000, 1)]],
    event: (given) => ({ from: given.from, to: given.to, troops: number(given.troops) }),
  },
  intent: {
    title: "An adversary’s intent changes", possible: (context) => context.adversaries.length > 0,
    fields: (context) => [when(context), ["Whose", select("adversary", named(context.adversaries, context))], ["New intent, 0 to 1", box("to", 0.5, 0, 1, 0.05)]],
    event: (given) => ({ adversary: given.adversary, to: number(given.to) }),
  },
  crisis: {
    title: "A crisis", possible: (context) => context.adversaries.length > 0,
    fields: (context) => [when(context), ["Who challenges", select("adversary", named(context.adversaries, context))], ["Whom", select("target", named(context.states, context), "EST")], ["How", select("severity", [["grey_zone", "grey zone"], ["limited", "limited force"], ["major", "major force"]])]],
    event: (given) => ({ adversary: given.adversary, target: given.target, severity: given.severity }),
  },
  leader: {
    title: "A state gets another leader",
    fields: (context) => [when(context), ["Which", select("state", named(context.states, context))], ["Disposition to the alliance, -1 to 1", box("stance", -0.5, -1, 1, 0.1)]],
    event: (given) => ({ state: given.state, stance: number(given.stance) }),
  },
};

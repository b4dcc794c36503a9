// The teacher's desk: who has submitted, the clock, events from outside, and what to take home.

import { announce, byId, clock, download, el, option, put } from "./dom.js";
import { Line } from "./line.js";
import { chooser, MOTIONS, select, TONES } from "./orders.js";
import { said, yearWords } from "./seat.js";

const KEPT = "desk";
const secret = location.hash.slice(1) || sessionStorage.getItem(KEPT) || "";
const state = { still: null, desk: null, years: [] };
const OUTSIDE = {
  crisis: {
    title: "A crisis", fields: (context) => [["Who challenges", select("adversary", named(context.adversaries, context))], ["Whom", select("target", named(context.states, context))],
      ["How", select("severity", [["grey_zone", "in the grey zone (cyber, airspace, sabotage)"], ["limited", "with limited force"], ["major", "with major force"]])]],
    event: (given) => given,
  },
  intent: {
    title: "An adversary’s intent changes", fields: (context) => [["Whose", select("adversary", named(context.adversaries, context))], ["New intent, 0 to 1", box("to", "0.5", "0", "1", "0.05")]],
    event: (given) => ({ adversary: given.adversary, to: Number(given.to) }),
  },
  economy: {
    title: "An economy shrinks or grows at once", fields: (context) => [["Whose", select("state", named([...context.states, ...context.adversaries], context))], ["Change of GDP, percent", box("level", "-5", "-50", "40", "0.5")]],
    event: (given) => ({ states: [given.state], level: Number(given.level) / 100 }),
  },
  statement: {
    title: "Somebody speaks", fields: (context) => [["Who", select("speaker", named([...context.states, ...context.adversaries], context))], ["About", select("about", [[context.alliance, context.alliance], ...named(context.states, context)])],
      ["Tone", select("tone", TONES)], ["How far it is believed, 0 to 1", box("credibility", "0.5", "0", "1", "0.1")]],
    event: (given) => ({ speaker: given.speaker, about: given.about, tone: Number(given.tone), credibility: Number(given.credibility) }),
  },
  leader: {
    title: "A state gets another leader", fields: (context) => [["Which", select("state", named(context.states, context))], ["Disposition to the alliance, -1 to 1", box("stance", "-0.5", "-1", "1", "0.1")]],
    event: (given) => ({ state: given.state, stance: Number(given.stance) }),
  },
  trade_dispute: {
    title: "Two states quarrel", fields: (context) => [["One", select("one", named(context.states, context))], ["Other", select("other", named(context.states, context))], ["How deep, 0 to 1", box("depth", "0.5", "0", "1", "0.1")]],
    event: (given) => ({ states: [given.one, given.other], depth: Number(given.depth) }),
  },
};
const named = (codes, context) => codes.map((code) => [code, context.names[code]]);
const box = (name, value, min, max, step) => el("input", { name, type: "number", value, min, max, step, required: true });

let line = null;

async function act(message, place = "room-why") {
  const why = await line.act(message);
  if (byId(place)) byId(place).textContent = why || "";
  if (!why) announce("Done.");
  return why === null;
}

const button = (text, message, kind = "") => el("button", { type: "button", class: kind, "data-keep": `${text}${message.world ?? ""}`, onclick: () => act(message) }, text);

function controls(world, all) {
  const on = all ? {} : { world: world.world };
  const more = (text, seconds) => button(text, { do: "extend", seconds, ...on });
  return {
    lobby: () => [button("Begin", { do: "begin", ...on }, "main")],
    open: () => [button(`End the year ${world.year + 1}`, { do: "advance", ...on }, "main"), button("Pause", { do: "pause", ...on }), more("+1 minute", 60), more("+5 minutes", 300), ender(on)],
    paused: () => [button("Go on", { do: "resume", ...on }, "main"), button(`End the year ${world.year + 1}`, { do: "advance", ...on }), more("+1 minute", 60), ender(on)],
    over: () => [el("a", { href: `/sheet?world=${world.world + 1}` }, "Debrief and sheets")],
  }[world.phase]();
}

const ender = (on) => el("button", { type: "button", class: "quiet", "data-keep": `end${on.world}`, onclick: () => { if (confirm("End the class here and go to the debrief?")) act({ do: "end", ...on }); } }, "End the class");

function showRoom() {
  const { desk, still } = state;
  const together = desk.worlds.every((world) => world.phase === desk.worlds[0].phase && world.year === desk.worlds[0].year);
  put("room", el("div", { class: "card" }, el("h2", {}, "The class"),
    el("p", {}, "Code ", el("strong", { class: "big" }, desk.code), " – ", el("a", { href: `/wall#${desk.code}`, target: "_blank", rel: "noopener" }, "open the projector view"), " on the big screen."),
    desk.worlds.length > 1 && together ? el("div", { class: "row", role: "group", "aria-label": "All worlds" }, el("strong", {}, "All worlds:"), controls(desk.worlds[0], true)) : "",
    el("p", { id: "room-why", class: "warn", role: "alert" }), el("details", { class: "small" }, el("summary", {}, "What this scenario is about"), el("p", {}, still.description))));
}

function showWorlds() {
  const { desk, still } = state, context = { ...still, names: still.states };
  put("worlds", desk.worlds.map((world) => {
    const taken = Object.entries(world.seats), done = taken.filter(([, seat]) => seat.done).length;
    const phase = { lobby: "students are joining", open: `deciding ${world.year + 1}`, paused: "the clock stands still", over: `over, after ${world.year}` }[world.phase];
    const years = state.years[world.world] || [];
    return el("div", { class: "card" }, el("div", { class: "row" }, el("h2", { class: "grow" }, `World ${world.world + 1}: ${phase}`), el("span", { class: "big", "data-left": String(world.seconds_left ?? ""), "data-running": world.phase === "open" }, world.seconds_left === null ? "" : clock(world.seconds_left))),
      el("div", { class: "row", role: "group", "aria-label": `World ${world.world + 1}` }, controls(world, false)),
      el("p", {}, el("strong", {}, `${done} of ${taken.length}`), " have submitted; the agents play the other states."), seats(world, taken, still),
      world.injected.length ? el("p", { class: "note" }, `Waiting for the end of the year: ${world.injected.map((event) => event.type.replace("_", " ")).join(", ")}.`) : "",
      world.motions.length ? el("ul", { class: "small" }, world.motions.map((motion) => el("li", {}, `${MOTIONS[motion.kind].words(motion.terms, context)} (${Object.entries(motion.votes).map(([code, yes]) => `${code} ${yes ? "yes" : "no"}`).join(", ") || "no votes yet"})`))) : "",
      world.refused.length ? el("details", { class: "small" }, el("summary", {}, `${world.refused.length} not carried out last year`), el("ul", {}, world.refused.map(([code, why]) => el("li", {}, `${code}: ${why}`)))) : "",
      [...years].reverse().slice(0, 3).map((year) => yearWords(year, context, false)), takeaway(world));
  }));
}

function seats(world, taken, still) {
  if (!taken.length) return el("p", { class: "soft" }, "Nobody has joined yet.");
  const head = el("tr", {}, ["state", "student", "submitted", ""].map((text) => el("th", { scope: "col" }, text || el("span", { class: "hidden" }, "free the seat"))));
  const rows = taken.map(([code, seat]) => el("tr", {}, el("th", { scope: "row" }, still.states[code]), el("td", {}, seat.name), el("td", { class: seat.done ? "good" : "soft" }, seat.done ? "yes" : "not yet"),
    el("td", {}, el("button", { type: "button", class: "quiet", "data-keep": `kick${world.world}${code}`, "aria-label": `Free the seat of ${still.states[code]}`, onclick: () => { if (confirm(`Free the seat of ${still.states[code]}? ${seat.name} can join again.`)) act({ do: "kick", world: world.world, seat: code }); } }, "free the seat"))));
  return el("details", { open: taken.length <= 12 }, el("summary", {}, "Seats"), el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": `Seats of world ${world.world + 1}` }, el("table", {}, el("thead", {}, head), el("tbody", {}, rows))));
}

function takeaway(world) {
  const get = (text, address, name) => el("button", { type: "button", "data-keep": `${name}${world.world}`, onclick: () => download(address, secret, name).catch((error) => { byId("room-why").textContent = error.message; }) }, text);
  const name = `${state.still.name}-world-${world.world + 1}`;
  return el("div", { class: "row small" }, get("Every turn as CSV", `/api/tables/${world.world}/csv`, `${name}-csv.zip`), get("Every turn as Parquet", `/api/tables/${world.world}/parquet`, `${name}-parquet.zip`), get("Replay as a scenario file", `/api/replay/${world.world}`, `${name}.yaml`));
}

function showOutside() {
  const { still, desk } = state, context = { ...still, names: still.states, states: still.seats };
  if (byId("outside")) return;
  const where = el("select", { id: "where" }, desk.worlds.length > 1 ? option("", "every world", "") : "", desk.worlds.map((world) => option(String(world.world), `world ${world.world + 1}`, "")));
  const form = chooser("outside", "Let something happen this year", OUTSIDE, context, "Let it happen", (kind, one, given) =>
    act({ do: "inject", event: { type: kind, ...one.event(given) }, ...(where.value === "" ? {} : { world: Number(where.value) }) }, "outside-why"));
  byId("injects").replaceChildren(el("div", { class: "card" }, el("h2", {}, "From outside"), el("label", { for: "where" }, "Where"), where, form, el("p", { id: "outside-why", class: "warn", role: "alert" })));
}

function showSaid() {
  const { desk, still } = state, context = { ...still, names: still.states, me: "" };
  const all = desk.worlds.flatMap((world) => world.words.map((one) => ({ ...one, world: world.world }))).sort((a, b) => a.at - b.at).slice(-60);
  const list = el("ol", { id: "said", class: "list small", "aria-label": "What was said" }, all.map((one) => said(one, context)));
  if (byId("say-text")) { byId("said").replaceWith(list); return; }
  const text = el("input", { id: "say-text", maxlength: "500", autocomplete: "off", required: true });
  const speak = async (event) => { event.preventDefault(); if (await act({ do: "say", text: text.value }, "say-why")) text.value = ""; };
  byId("says").replaceChildren(el("div", { class: "card" }, el("h2", {}, "What is said"), list, el("form", { onsubmit: speak }, el("label", { for: "say-text" }, "Tell the whole class"), text, el("p", {}, el("button", { type: "submit" }, "Say it"))), el("p", { id: "say-why", class: "warn", role: "alert" })));
}

function show() {
  if (!state.still || !state.desk) return;
  byId("title").textContent = state.still.title;
  state.since = Date.now();
  showRoom();
  showWorlds();
  showOutside();
  showSaid();
}

function tick() {
  for (const place of document.querySelectorAll("[data-left]")) {
    if (place.dataset.left === "") continue;
    const gone = "running" in place.dataset ? (Date.now() - state.since) / 1000 : 0;
    place.textContent = clock(Math.max(0, Number(place.dataset.left) - gone));
  }
}

if (!secret) byId("status").textContent = "Open this page with the address that the program printed.";
else {
  sessionStorage.setItem(KEPT, secret);
  history.replaceState(null, "", "/desk");
  line = new Line({ hello: "desk", secret }, {
    still: (message) => { state.still = message; state.years = []; },
    years: (message) => { (state.years[message.world] ??= []).push(...message.years); },
    desk: (message) => { state.desk = message; show(); },
    state: (open) => { byId("status").textContent = open ? "connected" : "connection lost – trying again"; },
    gone: () => { byId("status").textContent = "This is not the desk’s address; the program prints it when it starts."; },
  });
  setInterval(tick, 500);
}

// The teacher's desk: who has submitted, the clock, events from outside, and what to take home.

import { announce, byId, clock, el, option, put } from "./dom.js";
import { Line } from "./line.js";
import { chooser } from "./orders.js";
import { OUTSIDE } from "./happen.js";
import { said } from "./past.js";
import { controls, showWorlds } from "./worlds.js";

const KEPT = "desk";

const secret = location.hash.slice(1) || sessionStorage.getItem(KEPT) || "";

const state = { still: null, desk: null, years: [] };

let line = null;

async function act(message, place = "room-why") {
  const why = await line.act(message);
  if (byId(place)) byId(place).textContent = why || "";
  if (!why) announce("Done.");
  return why === null;
}

function showRoom() {
  const { desk, still } = state;
  const together = desk.worlds.every(
    (world) => world.phase === desk.worlds[0].phase && world.year === desk.worlds[0].year,
  );
  put(
    "room",
    el(
      "div",
      { class: "card" },
      el("h2", {}, "The class"),
      el(
        "p",
        {},
        "Code ",
        el("strong", { class: "big" }, desk.code),
        " – ",
        desk.worlds.map((world) => [
          el(
            "a",
            { href: `/wall?world=${world.world + 1}#${desk.code}`, target: "_blank", rel: "noopener" },
            desk.worlds.length > 1 ? `projector of world ${world.world + 1}` : "open the projector view",
          ),
          " ",
        ]),
        "on the big screen.",
      ),
      desk.worlds.length > 1 && together && desk.worlds[0].phase !== "over"
        ? el(
            "div",
            { class: "row", role: "group", "aria-label": "All worlds" },
            el("strong", {}, "All worlds:"),
            controls(desk.worlds[0], true, act),
          )
        : "",
      el("p", { id: "room-why", class: "warn", role: "alert" }),
      el(
        "details",
        { class: "small" },
        el("summary", {}, "What this scenario is about"),
        el("p", {}, still.description),
      ),
    ),
  );
}

function showOutside() {
  const { still, desk } = state,
    context = { ...still, names: still.states, states: still.seats };
  if (byId("outside")) return;
  const where = el(
    "select",
    { id: "where" },
    desk.worlds.length > 1 ? option("", "every world", "") : "",
    desk.worlds.map((world) => option(String(world.world), `world ${world.world + 1}`, "")),
  );
  const form = chooser(
    "outside",
    "Let something happen this year",
    OUTSIDE,
    context,
    "Let it happen",
    (kind, one, given) =>
      act(
        {
          do: "inject",
          event: { type: kind, ...one.event(given) },
          ...(where.value === "" ? {} : { world: Number(where.value) }),
        },
        "outside-why",
      ),
  );
  byId("injects").replaceChildren(
    el(
      "div",
      { class: "card" },
      el("h2", {}, "From outside"),
      el("label", { for: "where" }, "Where"),
      where,
      form,
      el("p", { id: "outside-why", class: "warn", role: "alert" }),
    ),
  );
}

function showSaid() {
  const { desk, still } = state,
    context = { ...still, names: still.states, me: "" };
  const all = desk.worlds
    .flatMap((world) => world.words.map((one) => ({ ...one, world: world.world })))
    .sort((a, b) => a.at - b.at)
    .slice(-60);
  const list = el(
    "ol",
    { id: "said", class: "list small", "aria-label": "What was said" },
    all.map((one) => said(one, context)),
  );
  if (byId("say-text")) {
    byId("said").replaceWith(list);
    return;
  }
  const text = el("input", { id: "say-text", maxlength: "500", autocomplete: "off", required: true });
  const speak = async (event) => {
    event.preventDefault();
    if (await act({ do: "say", text: text.value }, "say-why")) text.value = "";
  };
  byId("says").replaceChildren(
    el(
      "div",
      { class: "card" },
      el("h2", {}, "What is said"),
      list,
      el(
        "form",
        { onsubmit: speak },
        el("label", { for: "say-text" }, "Tell the whole class"),
        text,
        el("p", {}, el("button", { type: "submit" }, "Say it")),
      ),
      el("p", { id: "say-why", class: "warn", role: "alert" }),
    ),
  );
}

function show() {
  if (!state.still || !state.desk) return;
  byId("title").textContent = state.still.title;
  state.since = Date.now();
  showRoom();
  showWorlds(state, act, secret);
  showOutside();
  byId("injects").hidden = state.desk.worlds.every((world) => world.phase === "over");
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
  line = new Line(
    { hello: "desk", secret },
    {
      still: (message) => {
        state.still = message;
        state.years = [];
      },
      years: (message) => {
        (state.years[message.world] ??= []).push(...message.years);
      },
      desk: (message) => {
        state.desk = message;
        show();
      },
      state: (open) => {
        byId("status").textContent = open ? "connected" : "connection lost – trying again";
      },
      gone: () => {
        byId("status").textContent = "This is not the desk’s address; the program prints it when it starts.";
      },
    },
  );
  setInterval(tick, 500);
}

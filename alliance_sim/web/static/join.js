// A student's page: take a seat, see what only this seat sees, give orders, vote, talk.

import { announce, byId, clock, el, field, freshId, option, post, put } from "./dom.js";
import { Line } from "./line.js";
import { orderWords } from "./orders.js";
import { showMotions } from "./motions.js";
import { showPast, showTalk } from "./past.js";
import { showOrders, showSituation } from "./seat.js";

const KEPT = "seat";
const state = { still: null, live: null, seat: null, years: [], connected: false, told: null, seen: {} };
const saved = () => JSON.parse(localStorage.getItem(KEPT) || "null");

const FREED = "freed";

function enter() {
  const code = el("input", {
    name: "code",
    autocomplete: "off",
    autocapitalize: "characters",
    maxlength: "6",
    required: true,
    value: location.hash.slice(1).toUpperCase(),
  });
  const name = el("input", {
    name: "name",
    autocomplete: "nickname",
    maxlength: "40",
    required: true,
    value: localStorage.getItem("name") || "",
  });
  const rest = el("div"),
    why = el("p", { class: "warn", role: "alert" });
  if (sessionStorage.getItem(FREED)) {
    why.textContent = "Your seat is not yours any more: your teacher has freed it. You can join again.";
    sessionStorage.removeItem(FREED);
  }
  const form = el(
    "form",
    { class: "card" },
    el("h2", {}, "Join the class"),
    field("code", "Code on the projector", code),
    field("name", "Your name, as the class knows you", name),
    rest,
    why,
    el("p", {}, el("button", { class: "main", type: "submit" }, "Next")),
  );
  let step = () => seats(form, rest, code);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    why.textContent = "";
    try {
      step = (await step()) || step;
    } catch (error) {
      why.textContent = error.message;
    }
  });
  byId("enter").hidden = false;
  byId("enter").replaceChildren(form);
}

async function seats(form, rest, code) {
  const room = await post("/api/seats", { code: code.value });
  const world = el(
    "select",
    { name: "world" },
    room.worlds.map((_, i) => option(String(i), `World ${i + 1}`, "0")),
  );
  const seat = el("select", { name: "seat", required: true });
  const list = () => {
    const taken = room.worlds[Number(world.value)].taken;
    seat.replaceChildren(
      ...Object.entries(room.seats).map(([iso3, name]) =>
        el("option", { value: iso3, disabled: iso3 in taken }, iso3 in taken ? `${name} – ${taken[iso3]}` : name),
      ),
    );
    seat.value = Object.keys(room.seats).find((iso3) => !(iso3 in taken)) || "";
  };
  world.addEventListener("change", list);
  list();
  byId("title").textContent = room.title;
  rest.replaceChildren(
    ...(room.worlds.length > 1 ? field("world", "Your world", world) : []),
    ...field("seat", "Your state", seat),
  );
  form.querySelector("button").textContent = "Take this seat";
  seat.focus();
  return async () => {
    const given = Object.fromEntries(new FormData(form));
    const act = freshId();
    const taken = await post("/api/join", {
      code: given.code,
      name: given.name,
      world: Number(given.world || 0),
      seat: given.seat,
      act,
    });
    localStorage.setItem("name", given.name);
    localStorage.setItem(KEPT, JSON.stringify(taken));
    start();
    return null;
  };
}

function start() {
  byId("enter").hidden = true;
  history.replaceState(null, "", "/join");
  const line = new Line(
    { hello: "seat", secret: saved().token },
    {
      still: (message) => {
        state.still = message;
        state.years = [];
      },
      years: (message) => {
        state.years.push(...message.years);
      },
      live: (message) => {
        state.live = message;
        state.since = Date.now();
        show(line);
      },
      seat: (message) => {
        state.seat = message;
        show(line);
      },
      state: (open) => {
        state.connected = open;
        status();
      },
      refused: (why) => announce(why),
      gone: () => {
        localStorage.removeItem(KEPT);
        sessionStorage.setItem(FREED, "yes");
        location.reload();
      },
    },
  );
  setInterval(tick, 500);
}

function contextOf({ still, live, seat, years }) {
  return {
    ...still,
    me: seat.code,
    names: still.states,
    states: still.seats,
    standing: years.at(-1)?.standing[seat.code],
    secrets: seat.secrets,
    voting: live.voting,
    year: live.year + 1,
  };
}

function changed(name, ...facts) {
  const now = JSON.stringify(facts),
    before = state.seen[name];
  state.seen[name] = now;
  return now !== before;
}

function show(line) {
  const { still, live, seat } = state;
  if (!still || !live || !seat) return;
  const context = contextOf(state),
    playing = live.phase === "open" || live.phase === "paused";
  byId("title").textContent = `${context.names[seat.code]}, ${playing ? live.year + 1 : live.year}`;
  document.title = byId("title").textContent;
  tell(live);
  if (changed("situation", seat.secrets, live.phase, context.standing, live.year))
    put("situation", showSituation(state, context));
  if (changed("orders", seat.orders, seat.done, live.phase, live.year, seat.refused))
    showOrders(state, context, line, orderWords);
  if (changed("motions", live.motions, live.phase, live.year)) showMotions(state, context, line);
  if (changed("talk", live.words, seat.private, Object.keys(live.seats))) showTalk(state, context, line);
  if (changed("past", state.years.length)) put("past", showPast(state, context));
  status();
  tick();
}

function tell(live) {
  const turn = `${live.phase} ${live.year}`;
  const words = {
    over: "The class is over. Your debrief is ready.",
    open: `The year ${live.year + 1} begins.`,
    paused: "The clock stands still.",
  };
  if (state.told && state.told !== turn) announce(words[live.phase] || "");
  state.told = turn;
}

function status() {
  const phase =
    {
      lobby: "waiting for the class to begin",
      open: "decide, then submit",
      paused: "the clock stands still",
      over: "the class is over",
    }[state.live?.phase] || "";
  byId("status").textContent = state.connected ? phase : "connection lost – trying again; nothing you gave is lost";
  byId("status").classList.toggle("warn", !state.connected);
}

function tick() {
  const left = state.live?.seconds_left;
  const gone = state.live?.phase === "open" ? (Date.now() - state.since) / 1000 : 0;
  byId("clock").textContent = left === null || left === undefined ? "" : clock(Math.max(0, left - gone));
}

if (saved()) start();
else enter();

// The projector: how to join, then the map, the outcomes and the words of the year.

import { byId, clock, el, post, put, svg } from "./dom.js";
import { Line } from "./line.js";
import { map } from "./map.js";
import { happened, outcomeChart } from "./past.js";

const code = location.hash.slice(1) || sessionStorage.getItem("code") || "";
const number = Number(new URLSearchParams(location.search).get("world") || 1) - 1;
const state = { years: [], still: null, live: null, entry: null };
sessionStorage.setItem("code", code);

function qr(rows) {
  const dots = rows.flatMap((row, y) =>
    [...row].map((dark, x) => (dark === "1" ? svg("rect", { x, y, width: 1.02, height: 1.02 }) : null)),
  );
  return svg(
    "svg",
    {
      class: "qr",
      viewBox: `-2 -2 ${rows.length + 4} ${rows.length + 4}`,
      role: "img",
      "aria-label": "QR code of the address to join",
    },
    dots.filter(Boolean),
  );
}

function showEntry() {
  const { entry, live, still } = state;
  if (!entry || !live || !still) return;
  const taken = Object.entries(live.seats);
  const list = el(
    "ul",
    { class: "seats" },
    taken.map(([iso3, seat]) => el("li", {}, `${still.states[iso3]} – ${seat.name}`)),
  );
  if (live.phase === "over") {
    put("entry", el("p", {}, "The class is over: open your debrief on your phone."));
    return;
  }
  if (live.phase !== "lobby") {
    const done = taken.filter(([, seat]) => seat.done).length;
    put(
      "entry",
      el(
        "p",
        { class: "row" },
        el("span", {}, "Join: "),
        el("strong", {}, `${entry.address}/join`),
        el("span", {}, "code"),
        el("strong", {}, entry.code),
        live.phase === "open" ? el("span", { class: "good" }, `submitted: ${done} of ${taken.length}`) : "",
      ),
    );
    return;
  }
  put(
    "entry",
    el(
      "div",
      { class: "card entry" },
      qr(entry.qr),
      el(
        "div",
        {},
        el("h2", {}, "Join with your phone"),
        el("p", { class: "address" }, `${entry.address}/join`),
        el("p", { class: "code" }, entry.code),
        el("p", {}, still.description),
        el("h3", {}, `${taken.length} of ${still.seats.length} states are taken; the agents play the others`),
        list,
      ),
    ),
  );
}

async function showBoard() {
  const { live, still, years } = state;
  if (live.phase === "lobby" || !years.length) {
    put("board");
    return;
  }
  const year = years.at(-1),
    context = { ...still, names: still.states };
  const news = happened(year, context).slice(0, 9);
  const drawn = await map({
    title: `Defence spending ${year.year}, share of GDP`,
    values: year.share,
    names: still.states,
    adversaries: still.adversaries,
  });
  const charts = ["spending", "members_at_guideline", "anxiety", "deterrence"]
    .filter((name) => name in still.outcomes)
    .map((name) => outcomeChart(name, still.outcomes[name], years, innerHeight < 900 ? 140 : 230));
  put(
    "board",
    el(
      "div",
      { class: "two" },
      el("div", { class: "card" }, drawn),
      el(
        "div",
        {},
        el(
          "div",
          { class: "card news" },
          el("h2", {}, `${year.year}`),
          news.length
            ? el(
                "ul",
                {},
                news.map((text) => el("li", {}, text)),
              )
            : el("p", {}, "A quiet year."),
        ),
        el("div", { class: "card four" }, charts),
      ),
    ),
  );
}

let drawn = "";
function show() {
  const { live, still } = state;
  if (!live || !still) return;
  const playing = live.phase === "open" || live.phase === "paused";
  byId("title").textContent = still.worlds > 1 ? `${still.title} – world ${live.world + 1}` : still.title;
  byId("status").textContent = {
    lobby: "joining",
    open: `deciding ${live.year + 1}`,
    paused: "the clock stands still",
    over: "the class is over",
  }[live.phase];
  byId("status").classList.toggle("big", playing);
  showEntry();
  const now = `${live.phase} ${state.years.length}`;
  if (now !== drawn) {
    drawn = now;
    showBoard();
  }
}

function tick() {
  const left = state.live?.seconds_left;
  const gone = state.live?.phase === "open" ? (Date.now() - state.since) / 1000 : 0;
  byId("clock").textContent = left === null || left === undefined ? "" : clock(Math.max(0, left - gone));
}

if (!code) byId("status").textContent = "Open this page from your desk, or with the address that the program printed.";
else {
  post("/api/address", { code }).then(
    (entry) => {
      state.entry = entry;
      showEntry();
    },
    (error) => {
      byId("status").textContent = error.message;
    },
  );
  new Line(
    { hello: "wall", secret: code, world: number },
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
        show();
      },
      state: (open) => {
        if (!open) byId("status").textContent = "connection lost – trying again";
        else show();
      },
      gone: () => {
        byId("status").textContent = "This code is not that of the room.";
      },
    },
  );
  setInterval(tick, 500);
}

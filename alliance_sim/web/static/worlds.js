// The desk's view of each world: its clock, its seats, its years, and what can be taken home.

import { byId, clock, download, el, put } from "./dom.js";
import { MOTIONS } from "./orders.js";
import { yearWords } from "./past.js";

const button = (act, text, message, kind = "") =>
  el(
    "button",
    { type: "button", class: kind, "data-keep": `${text}${message.world ?? ""}`, onclick: () => act(message) },
    text,
  );

export function controls(world, all, act) {
  const on = all ? {} : { world: world.world };
  const more = (text, seconds) => button(act, text, { do: "extend", seconds, ...on });
  return {
    lobby: () => [button(act, "Begin", { do: "begin", ...on }, "main")],
    open: () => [
      button(act, `End the year ${world.year + 1}`, { do: "advance", ...on }, "main"),
      button(act, "Pause", { do: "pause", ...on }),
      more("+1 minute", 60),
      more("+5 minutes", 300),
      ender(act, on),
    ],
    paused: () => [
      button(act, "Go on", { do: "resume", ...on }, "main"),
      button(act, `End the year ${world.year + 1}`, { do: "advance", ...on }),
      more("+1 minute", 60),
      ender(act, on),
    ],
    over: () => [el("a", { href: `/sheet?world=${world.world + 1}` }, "Debrief and sheets")],
  }[world.phase]();
}

const ender = (act, on) =>
  el(
    "button",
    {
      type: "button",
      class: "quiet",
      "data-keep": `end${on.world}`,
      onclick: () => {
        if (confirm("End the class here and go to the debrief?")) act({ do: "end", ...on });
      },
    },
    "End the class",
  );

export function showWorlds(state, act, secret) {
  const { desk, still } = state,
    context = { ...still, names: still.states };
  put(
    "worlds",
    desk.worlds.map((world) => {
      const taken = Object.entries(world.seats),
        done = taken.filter(([, seat]) => seat.done).length;
      const phase = {
        lobby: "students are joining",
        open: `deciding ${world.year + 1}`,
        paused: "the clock stands still",
        over: `over, after ${world.year}`,
      }[world.phase];
      const years = state.years[world.world] || [];
      return el(
        "div",
        { class: "card" },
        el(
          "div",
          { class: "row" },
          el("h2", { class: "grow" }, `World ${world.world + 1}: ${phase}`),
          el(
            "span",
            {
              class: "big",
              "data-left": String(world.seconds_left ?? ""),
              "data-running": world.phase === "open",
            },
            world.seconds_left === null ? "" : clock(world.seconds_left),
          ),
        ),
        el(
          "div",
          { class: "row", role: "group", "aria-label": `World ${world.world + 1}` },
          controls(world, false, act),
        ),
        world.phase === "open" || world.phase === "paused"
          ? el(
              "p",
              {},
              el("strong", {}, `${done} of ${taken.length}`),
              " have submitted; the agents play the other states.",
            )
          : el("p", {}, el("strong", {}, String(taken.length)), " seats are taken; the agents play the other states."),
        seats(world, taken, still, act),
        world.injected.length
          ? el(
              "p",
              { class: "note" },
              `Waiting for the end of the year: ${world.injected.map((event) => event.type.replace("_", " ")).join(", ")}.`,
            )
          : "",
        world.motions.length
          ? el(
              "ul",
              { class: "small" },
              world.motions.map((motion) =>
                el(
                  "li",
                  {},
                  `${MOTIONS[motion.kind].words(motion.terms, context)} (${
                    Object.entries(motion.votes)
                      .map(([code, yes]) => `${code} ${yes ? "yes" : "no"}`)
                      .join(", ") || "no votes yet"
                  })`,
                ),
              ),
            )
          : "",
        world.refused.length
          ? el(
              "details",
              { class: "small" },
              el("summary", {}, `${world.refused.length} not carried out last year`),
              el(
                "ul",
                {},
                world.refused.map(([code, why]) => el("li", {}, `${code}: ${why}`)),
              ),
            )
          : "",
        [...years]
          .reverse()
          .slice(0, 3)
          .map((year) => yearWords(year, context, false)),
        takeaway(world, still, secret),
      );
    }),
  );
}

function seats(world, taken, still, act) {
  if (!taken.length) return el("p", { class: "soft" }, "Nobody has joined yet.");
  const playing = world.phase === "open" || world.phase === "paused";
  const head = el(
    "tr",
    {},
    ["state", "student", playing ? "submitted" : "", ""].map((text) =>
      el("th", { scope: "col" }, text || el("span", { class: "hidden" }, "what can be done")),
    ),
  );
  const rows = taken.map(([code, seat]) =>
    el(
      "tr",
      {},
      el("th", { scope: "row" }, still.states[code]),
      el("td", {}, seat.name),
      el("td", { class: seat.done ? "good" : "soft" }, playing ? (seat.done ? "yes" : "not yet") : ""),
      el(
        "td",
        {},
        el(
          "button",
          {
            type: "button",
            class: "quiet",
            "data-keep": `kick${world.world}${code}`,
            "aria-label": `Free the seat of ${still.states[code]}`,
            onclick: () => {
              if (confirm(`Free the seat of ${still.states[code]}? ${seat.name} can join again.`))
                act({ do: "kick", world: world.world, seat: code });
            },
          },
          "free the seat",
        ),
      ),
    ),
  );
  return el(
    "details",
    { open: taken.length <= 12 },
    el("summary", {}, "Seats"),
    el(
      "div",
      { class: "scroll", tabindex: "0", role: "region", "aria-label": `Seats of world ${world.world + 1}` },
      el("table", { class: "level" }, el("thead", {}, head), el("tbody", {}, rows)),
    ),
  );
}

function takeaway(world, still, secret) {
  const get = (text, address, name) =>
    el(
      "button",
      {
        type: "button",
        "data-keep": `${name}${world.world}`,
        onclick: () =>
          download(address, secret, name).catch((error) => {
            byId("room-why").textContent = error.message;
          }),
      },
      text,
    );
  const name = `${still.name}-world-${world.world + 1}`;
  return el(
    "div",
    { class: "row small" },
    get("Every turn as CSV", `/api/tables/${world.world}/csv`, `${name}-csv.zip`),
    get("Every turn as Parquet", `/api/tables/${world.world}/parquet`, `${name}-parquet.zip`),
    get("Replay as a scenario file", `/api/replay/${world.world}`, `${name}.yaml`),
  );
}

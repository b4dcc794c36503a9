// What is on the table: motions, votes, and the form that puts something there.

import { byId, el } from "./dom.js";
import { chooser, MOTIONS } from "./orders.js";

export function showMotions(state, context, line) {
  const { live } = state,
    busy = byId("table-it")?.dataset.busy,
    open = live.phase === "open";
  const focused = document.activeElement?.dataset?.keep;
  const list = live.motions.map((motion) => oneMotion(motion, context, open, line));
  const form = !open
    ? ""
    : busy
      ? byId("table-it")
      : chooser("table-it", "Propose something", MOTIONS, context, "Put it on the table", async (kind, one, filled) => {
          const why = await line.act({ do: "motion", kind, terms: one.terms(filled) });
          byId("motion-why").textContent = why || "";
          return why === null;
        });
  byId("motions").replaceChildren(
    el(
      "div",
      { class: "card" },
      el("h2", {}, "On the table"),
      list.length
        ? el("ul", { class: "list" }, list)
        : el(
            "p",
            { class: "soft" },
            "Nothing yet. Pacts, exercises, new members and communiqués need others’ consent.",
          ),
      form,
      el("p", { id: "motion-why", class: "warn", role: "alert" }),
    ),
  );
  if (busy && form) form.querySelector("input, select:not([id$=kind])")?.focus({ preventScroll: true });
  else if (focused)
    byId("motions")
      .querySelector(`[data-keep="${CSS.escape(focused)}"]`)
      ?.focus({ preventScroll: true });
}

function oneMotion(motion, context, open, line) {
  const words = MOTIONS[motion.kind].words(motion.terms, context),
    said = motion.votes[context.me];
  const votes = Object.entries(motion.votes)
    .map(([code, yes]) => `${context.names[code]} ${yes ? "yes" : "no"}`)
    .join(", ");
  const vote = (yes) =>
    el(
      "button",
      {
        type: "button",
        "data-keep": `${motion.id} ${yes}`,
        "aria-pressed": String(said === yes),
        class: said === yes ? "main" : "",
        onclick: () => line.act({ do: "vote", motion: motion.id, yes }),
      },
      yes ? "Yes" : "No",
    );
  return el(
    "li",
    {},
    el("div", {}, el("strong", {}, words), el("span", { class: "soft" }, ` – tabled by ${context.names[motion.by]}`)),
    votes ? el("div", { class: "small" }, `Votes: ${votes}`) : "",
    open && motion.asked.includes(context.me)
      ? el("div", { class: "row", role: "group", "aria-label": `Vote on: ${words}` }, vote(true), vote(false))
      : "",
  );
}

// The parts of a student's page.

import { announce, byId, el, money, percent, svg } from "./dom.js";
import { chooser, ORDERS } from "./orders.js";

const meter = (share) =>
  el(
    "div",
    { class: "meter", "aria-hidden": "true" },
    svg(
      "svg",
      { viewBox: "0 0 100 10", preserveAspectRatio: "none" },
      svg("rect", { class: "value", width: Math.round(100 * Math.min(1, share)), height: 10 }),
    ),
  );

const troops = (held, context) =>
  Object.entries(held)
    .map(([code, persons]) => `${context.names[code]} ${persons.toLocaleString("en-GB")}`)
    .join(", ");

export function showSituation(state, context) {
  const { seat, still, live } = state,
    known = seat.secrets,
    last = seat.share.length - 1;
  const standing = (context.standing || "outside").replaceAll("_", " ");
  return [
    el(
      "div",
      { class: "card" },
      el("h2", {}, "Your state"),
      el(
        "p",
        {},
        `Standing in ${still.alliance}: `,
        el("strong", {}, standing),
        `. In ${still.start + last} you spent `,
        el("strong", {}, percent(seat.share[last])),
        ` of GDP on defence (${money(seat.budget[last])} of ${money(seat.gdp[last])}).`,
      ),
      live.phase === "over" ? el("p", {}, el("a", { href: "/sheet" }, "Open your debrief")) : "",
    ),
    el(
      "div",
      { class: "card secret" },
      el("h2", {}, "Only you know"),
      el(
        "p",
        {},
        "The danger you see: ",
        el("strong", { class: "big" }, percent(known.danger)),
        el("span", { class: "soft" }, " chance of being attacked in a year"),
      ),
      el("p", {}, `Of the defence that could come, your government fears that ${percent(known.anxiety, 2)} would not.`),
      helpers(known, context),
      Object.keys(known.hosted).length
        ? el("p", { class: "small" }, `Allied soldiers on your soil: ${troops(known.hosted, context)}.`)
        : "",
      Object.keys(known.abroad).length
        ? el("p", { class: "small" }, `Your soldiers abroad: ${troops(known.abroad, context)}.`)
        : "",
    ),
  ];
}

function helpers(known, context) {
  const most = [...known.allies].sort((a, b) => b.aid - a.aid).slice(0, 6);
  const head = el(
    "tr",
    {},
    el("th", { scope: "col" }, "ally"),
    el("th", { scope: "col", class: "num" }, "trust"),
    el("th", { scope: "col" }, el("span", { class: "hidden" }, "trust as a bar")),
    el("th", { scope: "col", class: "num" }, "help, bn USD"),
  );
  const rows = most.map((ally) =>
    el(
      "tr",
      {},
      el("th", { scope: "row" }, context.names[ally.code]),
      el("td", { class: "num" }, percent(ally.reliance, 2)),
      el("td", {}, meter(ally.reliance)),
      el("td", { class: "num" }, money(ally.aid).replace(" bn USD", "")),
    ),
  );
  return el(
    "table",
    {},
    el("caption", {}, "Whose help you count on, and how far you trust each to come"),
    el("thead", {}, head),
    el("tbody", {}, rows),
  );
}

const WAITING = {
  lobby: "The class has not begun yet. Look at your state meanwhile.",
  paused: "The clock stands still. Your orders are kept.",
  over: "The class is over.",
};

export function showOrders(state, context, line, words) {
  const { seat, live, still } = state,
    year = live.year + 1,
    busy = byId("chooser")?.dataset.busy;
  if (live.phase !== "open") {
    byId("orders").replaceChildren(
      el("div", { class: "card" }, el("h2", {}, "Orders"), el("p", {}, WAITING[live.phase])),
    );
    return;
  }
  const send = async (orders, done) => {
    const why = await line.act({ do: "orders", year, orders, done });
    byId("why").textContent = why || "";
    return why === null;
  };
  const form = busy
    ? byId("chooser")
    : chooser("chooser", "Anything else?", ORDERS, context, "Add this order", (type, kind, given) =>
        send([...seat.orders, { type, ...kind.order(given) }], false),
      );
  const focused = document.activeElement?.dataset?.keep;
  byId("orders").replaceChildren(
    el(
      "div",
      { class: "card" },
      el("h2", {}, `Orders for ${year}`),
      live.year > still.start && seat.refused.length
        ? el(
            "div",
            { class: "note" },
            el("strong", {}, "Not carried out last year:"),
            el(
              "ul",
              {},
              seat.refused.map((why) => el("li", {}, why)),
            ),
          )
        : "",
      budget(state, send),
      given(seat, context, send, words),
      form,
      el("p", { id: "why", class: "warn", role: "alert" }),
      submitting(seat, year, send),
    ),
  );
  if (busy) form.querySelector("input, select:not([id$=kind])")?.focus({ preventScroll: true });
  else if (focused)
    byId("orders")
      .querySelector(`[data-keep="${CSS.escape(focused)}"]`)
      ?.focus({ preventScroll: true });
}

function given(seat, context, send, words) {
  if (!seat.orders.length)
    return el("p", { class: "soft" }, "No orders yet. What you do not order, your government’s agent decides.");
  return el(
    "ul",
    { class: "list", "aria-label": "Your orders" },
    seat.orders.map((order, i) =>
      el(
        "li",
        { class: "row" },
        el("span", { class: "grow" }, words(order, context)),
        el(
          "button",
          {
            class: "quiet",
            type: "button",
            "data-keep": `drop${i}`,
            "aria-label": `Take back: ${words(order, context)}`,
            onclick: () =>
              send(
                seat.orders.filter((one) => one !== order),
                false,
              ),
          },
          "take back",
        ),
      ),
    ),
  );
}

function submitting(seat, year, send) {
  if (!seat.done) {
    return el(
      "p",
      {},
      el(
        "button",
        {
          class: "main",
          type: "button",
          "data-keep": "done",
          onclick: async () => {
            if (await send(seat.orders, true)) announce("Submitted.");
          },
        },
        `Submit for ${year}`,
      ),
    );
  }
  return el(
    "p",
    {},
    el("strong", { class: "good" }, "Submitted. "),
    "You can change it until the year ends. ",
    el(
      "button",
      { type: "button", "data-keep": "done", onclick: () => send(seat.orders, false) },
      "Not finished after all",
    ),
  );
}

function budget({ seat }, send) {
  const ordered = seat.orders.find((order) => order.type === "budget"),
    others = seat.orders.filter((order) => order !== ordered);
  const now = seat.share.at(-1),
    value = ordered ? ordered.share : (seat.advice ?? now);
  const out = el("output", { for: "share", class: "big" }, percent(value));
  const range = el("input", {
    id: "share",
    type: "range",
    "data-keep": "share",
    min: "0",
    max: String(Math.max(8, Math.ceil(200 * value))),
    step: "0.05",
    value: (100 * value).toFixed(2),
    "aria-describedby": "advice",
    "aria-valuetext": `${percent(value)} of GDP`,
  });
  range.addEventListener("input", () => {
    out.textContent = percent(Number(range.value) / 100);
    range.setAttribute("aria-valuetext", `${range.value} percent of GDP`);
  });
  range.addEventListener("change", () =>
    send([...others, { type: "budget", share: Math.round(Number(range.value) * 100) / 10000 }], false),
  );
  return el(
    "div",
    {},
    el("label", { for: "share" }, "Defence spending, share of GDP"),
    el(
      "div",
      { class: "row" },
      out,
      el("span", { class: "soft small grow" }, ordered ? "your order" : "your agent’s plan"),
    ),
    range,
    el(
      "p",
      { id: "advice", class: "small soft" },
      `Last year ${percent(now)}. Left alone, your agent would choose ${percent(seat.advice)}. `,
      ordered
        ? el(
            "button",
            { class: "quiet", type: "button", "data-keep": "share", onclick: () => send(others, false) },
            "leave it to the agent",
          )
        : "",
    ),
  );
}

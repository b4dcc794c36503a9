// The forms of a seat's orders and motions: what can be chosen, and how an order reads in a sentence.

import { el, option, percent } from "./dom.js";

export const TONES = [
  ["-1", "hostile"],
  ["-0.5", "critical"],
  ["0.5", "friendly"],
  ["1", "warm"],
];
const MEANT = [
  ["0.4", "a remark in passing"],
  ["0.7", "a prepared speech"],
  ["1", "a signed commitment"],
];
const toneWord = (tone) => TONES.find(([value]) => Number(value) === tone)?.[1] || String(tone);

export const select = (name, options, chosen) =>
  el(
    "select",
    { name, required: true },
    options.map(([value, text]) => option(value, text, chosen)),
  );
const number = (name, value, low, high, step) =>
  el("input", {
    name,
    type: "number",
    inputmode: "decimal",
    value: String(value),
    min: low,
    max: high,
    step,
    required: true,
  });

// context: {me, names, states (codes of seats), alliance, adversaries, standings, standing, secrets, voting, year}
const others = (context) =>
  context.states.filter((code) => code !== context.me).map((code) => [code, context.names[code]]);
const named = (codes, context) => codes.map((code) => [code, context.names[code] || code]);
const soldiers = (troops) => `${troops.toLocaleString("en-GB")} soldiers`;

export const ORDERS = {
  statement: {
    title: "Say something in public",
    fields: (context) => [
      [
        "About",
        select("about", [
          [context.alliance, context.alliance],
          ...others(context),
          ...named(context.adversaries, context),
        ]),
      ],
      ["Tone", select("tone", TONES, "0.5")],
      ["How it is said", select("credibility", MEANT, "0.7")],
    ],
    order: (given) => ({ about: given.about, tone: Number(given.tone), credibility: Number(given.credibility) }),
    words: (order, context) =>
      `Say something ${toneWord(order.tone)} about ${context.names[order.about] || order.about}, as ${MEANT.find(([value]) => Number(value) === order.credibility)?.[1] || "words"}`,
  },
  letters: {
    title: "Write to an ally about its spending",
    fields: (context) => [
      ["To", select("to", others(context))],
      ["Tone", select("tone", TONES, "-0.5")],
    ],
    order: (given) => ({ recipients: { [given.to]: Number(given.tone) } }),
    words: (order, context) =>
      `Write to ${Object.entries(order.recipients)
        .map(([code, tone]) => `${context.names[code]} (${toneWord(tone)})`)
        .join(", ")}`,
  },
  deployment: {
    title: "Send troops to an ally",
    fields: (context) => [
      ["To", select("to", others(context))],
      ["Soldiers", number("troops", 500, 1, 200000, 1)],
      ["Lead a battle group there", el("input", { name: "framework", type: "checkbox" })],
    ],
    order: (given) => ({
      to: given.to,
      troops: Math.round(Number(given.troops)),
      framework: given.framework === "on",
    }),
    words: (order, context) =>
      `Send ${soldiers(order.troops)} to ${context.names[order.to]}${order.framework ? " and lead a battle group there" : ""}`,
  },
  redeployment: {
    title: "Bring troops home",
    possible: (context) => Object.keys(context.secrets.abroad).length > 0,
    fields: (context) => [
      [
        "From",
        select(
          "out_of",
          Object.entries(context.secrets.abroad).map(([code, troops]) => [
            code,
            `${context.names[code]} (${troops.toLocaleString("en-GB")} there)`,
          ]),
        ),
      ],
      ["Soldiers", number("troops", 500, 1, 200000, 1)],
    ],
    order: (given) => ({ out_of: given.out_of, troops: Math.round(Number(given.troops)) }),
    words: (order, context) => `Bring ${soldiers(order.troops)} home from ${context.names[order.out_of]}`,
  },
  standing: {
    title: "Change your standing in the alliance",
    fields: (context) => [
      [
        "Become",
        select(
          "to",
          Object.keys(context.standings)
            .filter((name) => name !== context.standing && name !== "member")
            .map((name) => [name, name.replaceAll("_", " ")]),
        ),
      ],
      ["Over how many years", number("phase_in", 1, 0, 10, 1)],
    ],
    order: (given) => ({ to: given.to, phase_in: Math.round(Number(given.phase_in)) }),
    words: (order) => `Become ${order.to.replaceAll("_", " ")}, over ${order.phase_in} years`,
  },
  rapprochement: {
    title: "Draw closer to an adversary",
    possible: (context) => context.adversaries.length > 0,
    fields: (context) => [
      ["To", select("adversary", named(context.adversaries, context))],
      [
        "How far",
        select("depth", [
          ["0.2", "a little"],
          ["0.5", "halfway"],
          ["0.9", "far"],
        ]),
      ],
    ],
    order: (given) => ({ adversary: given.adversary, depth: Number(given.depth) }),
    words: (order, context) => `Draw closer to ${context.names[order.adversary]} (${order.depth} of 1)`,
  },
  pact: {
    title: "End a bilateral pact",
    possible: (context) => context.secrets.allies.some((ally) => ally.treaty),
    fields: (context) => [
      [
        "With",
        select(
          "with",
          named(
            context.secrets.allies.filter((ally) => ally.treaty).map((ally) => ally.code),
            context,
          ),
        ),
      ],
    ],
    order: (given) => ({ with: given.with, end: true }),
    words: (order, context) => `End the pact with ${context.names[order.with]}`,
  },
};

export const orderWords = (order, context) =>
  order.type === "budget"
    ? `Spend ${percent(order.share)} of GDP on defence`
    : ORDERS[order.type].words(order, context);

const joinable = (context) =>
  context.states.filter(
    (code) => !context.voting.includes(code) && (context.voting.includes(context.me) || code === context.me),
  );
const between = (terms, context) => terms.states.map((code) => context.names[code]).join(" and ");

export const MOTIONS = {
  pact: {
    title: "A pact between two states",
    fields: (context) => [["With", select("with", others(context))]],
    terms: (given) => ({ states: [given.with] }),
    words: (terms, context) => `A bilateral defence pact of ${between(terms, context)}`,
  },
  exercise: {
    title: "An exercise together",
    fields: (context) => [["With", select("with", others(context))]],
    terms: (given) => ({ states: [given.with] }),
    words: (terms, context) => `A joint exercise of ${between(terms, context)}`,
  },
  accession: {
    title: "A new member",
    possible: (context) => joinable(context).length > 0,
    fields: (context) => [["Who joins", select("state", named(joinable(context), context))]],
    terms: (given) => ({ state: given.state }),
    words: (terms, context) => `${context.names[terms.state]} joins the alliance`,
  },
  communique: {
    title: "A communiqué of all members",
    possible: (context) => context.voting.includes(context.me),
    fields: (context) => [
      ["Spending guideline, percent of GDP (0 for none)", number("share", 0, 0, 10, 0.1)],
      ["To be reached by", number("due", context.year + 6, context.year, context.year + 30, 1)],
      [
        "Tone of the communiqué",
        select("tone", [
          ["0.5", "united"],
          ["1", "very united"],
          ["-0.5", "divided"],
        ]),
      ],
    ],
    terms: (given) => ({
      tone: Number(given.tone),
      ...(Number(given.share) > 0
        ? { guideline: { share: Number(given.share) / 100, due: Math.round(Number(given.due)) } }
        : {}),
    }),
    words: (terms) =>
      [
        `A communiqué${terms.tone === undefined ? "" : ` of tone ${terms.tone}`}`,
        terms.guideline ? `a guideline of ${percent(terms.guideline.share)} of GDP by ${terms.guideline.due}` : "",
        terms.readiness ? `readiness ${terms.readiness}` : "",
      ]
        .filter(Boolean)
        .join(", "),
  },
};

// A form in which one kind of order or motion is chosen and filled in; `done` is handed what was filled in.
export function chooser(id, label, kinds, context, button, done) {
  const possible = Object.entries(kinds).filter(([, kind]) => !kind.possible || kind.possible(context));
  const rest = el("div");
  const pick = el(
    "select",
    { id: `${id}-kind` },
    option("", "choose …", ""),
    possible.map(([name, kind]) => option(name, kind.title, "")),
  );
  const form = el("form", { id, "data-busy": "" }, el("label", { for: `${id}-kind` }, label), pick, rest);
  const clear = () => {
    pick.value = "";
    form.dataset.busy = "";
    rest.replaceChildren();
  };
  pick.addEventListener("change", () => {
    const kind = kinds[pick.value];
    if (!kind) {
      clear();
      return;
    }
    form.dataset.busy = pick.value;
    const fields = kind.fields(context).flatMap(([text, input]) => {
      input.id = `${id}-${input.name}`;
      return [el("label", { for: input.id }, text), input];
    });
    rest.replaceChildren(...fields, el("p", {}, el("button", { class: "main", type: "submit" }, button)));
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const kind = pick.value;
    if (!kind) return;
    form.dataset.busy = "";
    if (await done(kind, kinds[kind], Object.fromEntries(new FormData(form)))) clear();
    else form.dataset.busy = kind;
  });
  return form;
}

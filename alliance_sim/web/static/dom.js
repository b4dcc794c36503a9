// Building pages: every text that comes from people or from the server becomes a text node, never markup.

export function el(tag, given = {}, ...children) {
  const node = document.createElement(tag);
  fill(node, given, children);
  return node;
}

export function svg(tag, given = {}, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  fill(node, given, children);
  return node;
}

function fill(node, given, children) {
  for (const [name, value] of Object.entries(given)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "value" || name === "checked" || name === "disabled" || name === "selected") node[name] = value;
    else if (value !== null && value !== undefined && value !== false)
      node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(9).filter((child) => child !== null && child !== undefined && child !== false));
}

export const byId = (id) => document.getElementById(id);

// Replace what a place holds. Nothing is touched while the reader types there, so that no field loses its text; what
// was folded out stays folded out, and the focus stays where it was.
export function put(id, ...children) {
  const place = byId(id);
  const inside = place.contains(document.activeElement);
  if (inside && document.activeElement.matches("input, select, textarea")) return;
  const focused = inside ? document.activeElement.dataset.keep : null;
  const told = (part) => part.firstElementChild?.textContent;
  const folds = new Map([...place.querySelectorAll("details")].map((part) => [told(part), part.open]));
  place.replaceChildren(
    ...children.flat(9).filter((child) => child !== null && child !== undefined && child !== false),
  );
  for (const part of place.querySelectorAll("details")) part.open = folds.get(told(part)) ?? part.open;
  if (focused) place.querySelector(`[data-keep="${CSS.escape(focused)}"]`)?.focus();
}

export function announce(text) {
  byId("announce").textContent = text;
}

// Numbers as people read them.
export function digits(value, figures = 3) {
  if (value === null || value === undefined) return "none";
  const size = Math.abs(value);
  const places = size >= 100 ? 0 : size >= 10 ? Math.max(0, figures - 2) : size >= 1 ? figures - 1 : figures;
  return value.toLocaleString("en-GB", { maximumFractionDigits: places });
}
export const percent = (share, figures = 3) =>
  share === null || share === undefined ? "none" : `${digits(100 * share, figures)} %`;
export const money = (billion) => (billion === null ? "none" : `${digits(billion)} bn USD`);
export const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

// An id for an action; works without a secure context, which a page on a local network is not.
export function freshId() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export async function post(address, body, token) {
  const headers = { "content-type": "application/json" };
  if (token) headers.authorization = `Bearer ${token}`;
  const answer = await fetch(address, { method: "POST", headers, body: JSON.stringify(body) });
  return read(answer);
}

export async function get(address, token) {
  return read(await fetch(address, { headers: { authorization: `Bearer ${token}` } }));
}

async function read(answer) {
  const json = (answer.headers.get("content-type") || "").startsWith("application/json");
  const body = json ? await answer.json() : await answer.text();
  if (!answer.ok) throw new Error(json ? body.why : body);
  return body;
}

export async function download(address, token, name, body) {
  const given = body
    ? { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) }
    : { headers: { authorization: `Bearer ${token}` } };
  const answer = await fetch(address, given);
  if (!answer.ok) throw new Error((await answer.json()).why);
  const link = el("a", { href: URL.createObjectURL(await answer.blob()), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

export function option(value, text, selected) {
  return el("option", { value, selected: value === selected }, text);
}

export function field(id, label, input) {
  input.id = id;
  return [el("label", { for: id }, label), input];
}

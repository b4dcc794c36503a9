// The line to the server: it comes back by itself, and what was said is sent again until it is answered.

import { freshId } from "./dom.js";

const SLOWEST = 8000;
const UNKNOWN = 4401;

export class Line {
  constructor(hello, on) {
    this.hello = hello;
    this.on = on;
    this.wait = 400;
    this.kept = `unsent:${hello.hello}:${(hello.secret || "").slice(0, 12)}`;
    this.unsent = new Map(JSON.parse(localStorage.getItem(this.kept) || "[]"));
    this.answers = new Map();
    this.open();
  }

  open() {
    this.socket = new WebSocket(`ws://${location.host}/line`);
    this.socket.addEventListener("open", () => {
      this.socket.send(JSON.stringify(this.hello));
      for (const message of this.unsent.values()) this.socket.send(JSON.stringify(message));
    });
    this.socket.addEventListener("message", (event) => this.hear(JSON.parse(event.data)));
    this.socket.addEventListener("close", (event) => this.closed(event.code));
  }

  closed(code) {
    if (code === UNKNOWN) {
      this.forget();
      this.on.gone?.();
      return;
    }
    this.on.state?.(false);
    setTimeout(() => this.open(), this.wait * (0.75 + 0.5 * Math.random()));
    this.wait = Math.min(SLOWEST, 2 * this.wait);
  }

  hear(message) {
    if (message.is === "done" || message.is === "refused") {
      this.unsent.delete(message.act);
      this.keep();
      const answer = this.answers.get(message.act);
      this.answers.delete(message.act);
      if (message.is === "refused") this.on.refused?.(message.why);
      answer?.(message.is === "done" ? null : message.why);
      return;
    }
    if (message.is === "still") {
      this.wait = 400;
      this.on.state?.(true);
    }
    this.on[message.is]?.(message);
  }

  // Say something that must not be lost; resolves to null, or to the reason why it was refused.
  act(message) {
    const whole = { ...message, act: freshId() };
    this.unsent.set(whole.act, whole);
    this.keep();
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(whole));
    return new Promise((resolve) => this.answers.set(whole.act, resolve));
  }

  keep() {
    localStorage.setItem(this.kept, JSON.stringify([...this.unsent]));
  }

  forget() {
    localStorage.removeItem(this.kept);
  }
}

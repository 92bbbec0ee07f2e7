"use strict";
// The model at the top of the first page. It is loaded when somebody lets it write, and runs in the page. Without this
// script a text that it has written stands there.

const living = document.querySelector(".living");
if (living) {
  const [beginning, shown, more, run] = ["input", "b", "output", "button"].map((tag) => living.querySelector(tag));
  const MOST = 120; // tokens
  let isOn = false;

  const turn = (on) => { isOn = on; run.textContent = on ? "Stop" : "Let it go on"; };
  function loaded() {
    return new Promise((done, failed) => {
      if (globalThis.GPT) return done();
      const script = document.createElement("script");
      script.addEventListener("load", done);
      script.addEventListener("error", failed);
      script.src = living.dataset.model;
      document.head.append(script);
    });
  }
  function goOn(ids, state, left, before) {
    if (!isOn || !left) return turn(false);
    ids.push(GPT.drawn(state.logits, 0.6, 40));
    more.value = GPT.decode(ids.slice(before));
    setTimeout(() => goOn(ids, GPT.readOn(state, ids), left - 1, before));
  }
  async function begin() {
    turn(true);
    beginning.value ||= "The ";
    [shown.textContent, more.value] = [beginning.value, " …"];
    try { await loaded(); } catch { more.value = " (the model could not be loaded)"; return turn(false); }
    const ids = GPT.encode(beginning.value);
    goOn(ids, GPT.readAll(ids), MOST, ids.length);
  }

  living.querySelector("form").hidden = false;
  living.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    if (isOn) turn(false); else begin();
  });
}

"use strict";
const get = (id) => document.getElementById(id);
let ids = [], state = null, marked = -1, writing = false;

const shownToken = (id) => decode([id]).replace(/\n/g, "⏎").replace(/\t/g, "⇥");
const quoted = (id) => shownToken(id).replace(/ /g, "·"); // in a table a space has to be seen
function make(tag, text, properties = {}) {
  return Object.assign(document.createElement(tag), { textContent: text, ...properties });
}
function row(table, cells) {
  const made = table.insertRow();
  for (const cell of cells) made.insertCell().append(cell);
}

function show() {
  const isEmpty = !state || state.cache.length === 0;
  for (const id of ["write", "one"]) get(id).disabled = isEmpty;
  if (isEmpty) {
    get("text").textContent = "Type a beginning above.";
    for (const id of ["next", "lens"]) get(id).replaceChildren();
    return;
  }
  const part = ids.slice(-state.cache.length), place = marked < 0 ? part.length - 1 : Math.min(marked, part.length - 1);
  const weights = state.cache.looked[place][+get("layer").value][+get("head").value];
  get("text").replaceChildren(...part.map((id, i) => {
    const token = make("button", shownToken(id), { type: "button", title: `looked at with ${(weights[i] ?? 0).toFixed(3)}` });
    token.style.setProperty("--weight", (weights[i] ?? 0).toFixed(4));
    token.setAttribute("aria-pressed", String(i === place));
    token.onclick = () => { marked = i; show(); };
    return token;
  }));
  get("seen").textContent = `What “${shownToken(part[place])}” looks at, in block ${+get("layer").value + 1}, head ${+get("head").value + 1}.`
    + (ids.length > part.length ? ` The context has ${S.context} tokens: the beginning is out of sight.` : "");
  showNext(place);
  showLens(place);
}
function showNext(place) {
  const t = +get("temperature").value, k = +get("k").value;
  const logits = lens(state.cache.vectors[place].at(-1)), p = t ? softmax(allowed(logits, k), t) : [];
  if (!t) logits.forEach((_, i) => p.push(i === likeliest(logits) ? 1 : 0));
  const best = p.map((v, i) => [v, i]).sort((a, b) => b[0] - a[0]).slice(0, 10);
  get("next").replaceChildren();
  for (const [v, i] of best) {
    const bar = make("span", "", { className: "bar" });
    bar.style.inlineSize = `${(100 * v).toFixed(1)}%`;
    row(get("next"), [quoted(i), v.toFixed(3), bar]);
  }
}
function showLens(place) {
  get("lens").replaceChildren();
  state.cache.vectors[place].forEach((vector, depth) => {
    const p = softmax(lens(vector)), best = likeliest(p);
    row(get("lens"), [depth ? `after block ${depth}` : "before the blocks", quoted(best), p[best].toFixed(3)]);
  });
}

function again() { writing = false; ids = encode(get("typed").value); marked = -1; state = readAll(ids); show(); }
function oneMore() {
  if (!state || !state.logits) return;
  ids.push(drawn(state.logits, +get("temperature").value, +get("k").value));
  state = readOn(state, ids);
  marked = -1;
  get("typed").value = decode(ids); // the tokens stay as they are: half a character is not typed back
  show();
}
function goOn() { if (writing) { oneMore(); setTimeout(goOn); } }

for (let l = 0; l < S.layers; l++) get("layer").add(new Option(String(l + 1), String(l)));
for (let h = 0; h < S.heads; h++) get("head").add(new Option(String(h + 1), String(h)));
get("typed").oninput = again;
for (const id of ["layer", "head", "k"]) get(id).onchange = show;
get("temperature").oninput = () => { get("shown").textContent = (+get("temperature").value).toFixed(1); show(); };
get("write").onclick = () => { if (!writing) { writing = true; goOn(); } };
get("stop").onclick = () => { writing = false; };
get("one").onclick = oneMore;
again();

"use strict";
// A GPT in plain JavaScript: the forward pass, token by token with a cache, of the course's two kinds of model.
const S = DATA.settings, RAW = bytesOf(DATA.weights), W = {};

function bytesOf(text) {
  const coded = atob(text), bytes = new Uint8Array(coded.length);
  for (let i = 0; i < coded.length; i++) bytes[i] = coded.charCodeAt(i);
  return bytes;
}
for (const [name, part] of Object.entries(DATA.index)) {
  const [at, size] = part.data;
  if (!part.scale) { W[name] = new Float32Array(RAW.buffer, at, size / 4); continue; }
  const codes = new Int8Array(RAW.buffer, at, size), scale = new Float32Array(RAW.buffer, part.scale[0], part.scale[1] / 4);
  W[name] = Float32Array.from(codes, (code, i) => code * scale[(i / part.shape[1]) | 0]);
}

function linear(x, weight, bias, rows) {
  const columns = x.length, y = new Float32Array(rows);
  for (let row = 0, j = 0; row < rows; row++) {
    let sum = 0;
    for (let i = 0; i < columns; i++, j++) sum += x[i] * weight[j];
    y[row] = sum + (bias ? bias[row] : 0);
  }
  return y;
}
const layer = (x, name, rows) => linear(x, W[`${name}.weight`], W[`${name}.bias`], rows);

function layerNorm(x, name) {
  let mean = 0, variance = 0;
  for (const v of x) mean += v / x.length;
  for (const v of x) variance += (v - mean) ** 2 / x.length;
  const by = 1 / Math.sqrt(variance + S.eps), weight = W[`${name}.weight`], bias = W[`${name}.bias`];
  return x.map((v, i) => (v - mean) * by * weight[i] + (bias ? bias[i] : 0));
}
function rmsNorm(x, name) {
  let square = 0;
  for (const v of x) square += v * v / x.length;
  const by = 1 / Math.sqrt(square + S.eps), weight = W[name];
  return x.map((v, i) => v * by * weight[i]);
}
const isModern = S.part === "modern_gpt", norm = isModern ? rmsNorm : layerNorm;

function erf(x) { // a series inside, a continued fraction outside: to the last bits of float32
  const z = Math.abs(x);
  if (z < 2.5) {
    let sum = 0, term = z;
    for (let n = 0; n < 100 && Math.abs(term) > 1e-17 * Math.abs(sum); n++) { sum += term / (2 * n + 1); term *= -z * z / (n + 1); }
    return Math.sign(x) * sum * 2 / Math.sqrt(Math.PI);
  }
  let fraction = 0;
  for (let n = 60; n > 0; n--) fraction = (n / 2) / (z + fraction);
  return Math.sign(x) * (1 - Math.exp(-z * z) / Math.sqrt(Math.PI) / (z + fraction));
}
const gelu = S.tanh
  ? (x) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)))
  : (x) => 0.5 * x * (1 + erf(x * Math.SQRT1_2));
const silu = (x) => x / (1 + Math.exp(-x));

function normed(x, name) { // each head by itself, where the model norms queries and keys
  if (!W[name]) return x;
  for (let at = 0; at < x.length; at += S.width) x.set(rmsNorm(x.subarray(at, at + S.width), name), at);
  return x;
}
function rope(x, heads, place) { // each pair of neighbours is turned
  for (let h = 0; h < heads; h++) for (let i = 0; i < S.width; i += 2) {
    const angle = place * (S.frequencies?.[i / 2] ?? S.base ** (-i / S.width)), cos = Math.cos(angle), sin = Math.sin(angle), at = h * S.width + i;
    const even = x[at], odd = x[at + 1];
    x[at] = even * cos - odd * sin; x[at + 1] = even * sin + odd * cos;
  }
  return x;
}

function softmax(logits, temperature = 1) {
  let top = -Infinity, total = 0;
  for (const v of logits) top = Math.max(top, v);
  const weights = Array.from(logits, (v) => Math.exp((v - top) / temperature));
  for (const v of weights) total += v;
  return weights.map((v) => v / total);
}

// A cache holds for each block the keys and values of all tokens so far; beside them, for the page, what each head looked
// at and the vector of each token after each block.
const newCache = () => ({ length: 0, kv: Array.from({ length: S.layers }, () => []), looked: [], vectors: [] });

function attend(q, kept, looked, window) { // a group of query heads shares a head of keys and values
  const mixed = new Float32Array(S.heads * S.width), group = S.heads / S.kvHeads;
  for (let h = 0; h < S.heads; h++) {
    const from = h * S.width, at = Math.floor(h / group) * S.width;
    const scores = kept.map(([k], t) => {
      if (window && t < kept.length - window) return -Infinity;
      let sum = 0;
      for (let i = 0; i < S.width; i++) sum += q[from + i] * k[at + i];
      return sum / Math.sqrt(S.width);
    });
    const weights = softmax(scores);
    looked.push(weights);
    kept.forEach(([, v], t) => { for (let i = 0; i < S.width; i++) mixed[from + i] += weights[t] * v[at + i]; });
  }
  return mixed;
}
const plus = (x, y) => x.map((v, i) => v + y[i]);

function step(id, cache) { // the logits after one more token
  const place = cache.length, vectors = [], looked = [];
  if (!isModern && place >= S.context) throw new RangeError(`${place + 1} tokens do not fit into a context of ${S.context}`);
  let x = W["tokens.weight"].slice(id * S.dim, (id + 1) * S.dim);
  if (!isModern) x = plus(x, W["positions.weight"].subarray(place * S.dim, (place + 1) * S.dim));
  vectors.push(x);
  for (let l = 0; l < S.layers; l++) {
    const at = `blocks.${l}.`, read = norm(x, `${at}norm1`), few = S.kvHeads * S.width;
    let q, k, v;
    if (isModern) {
      q = rope(normed(layer(read, `${at}q`, S.heads * S.width), `${at}q_norm`), S.heads, place);
      k = rope(normed(layer(read, `${at}k`, few), `${at}k_norm`), S.kvHeads, place);
      v = layer(read, `${at}v`, few);
    } else {
      const all = layer(read, `${at}attention.qkv`, 3 * S.dim);
      [q, k, v] = [0, 1, 2].map((n) => all.subarray(n * S.dim, (n + 1) * S.dim));
    }
    cache.kv[l].push([k, v]);
    looked.push([]);
    x = plus(x, layer(attend(q, cache.kv[l], looked[l], S.windows?.[l]), isModern ? `${at}out` : `${at}attention.out`, S.dim));
    const thought = norm(x, `${at}norm2`);
    const inside = isModern
      ? layer(thought, `${at}mlp.up`, S.hidden).map(((gate) => (u, i) => u * silu(gate[i]))(layer(thought, `${at}mlp.gate`, S.hidden)))
      : layer(thought, `${at}up`, S.hidden).map(gelu);
    x = plus(x, layer(inside, isModern ? `${at}mlp.down` : `${at}down`, S.dim));
    vectors.push(x);
  }
  cache.length++; cache.looked.push(looked); cache.vectors.push(vectors);
  return lens(x);
}
const lens = (x) => linear(norm(x, "norm"), W["head.weight"] ?? W["tokens.weight"], W["head.bias"], S.vocab); // what a block's vector would say now

const OF_TOKEN = DATA.tokens ?? Array.from({ length: 256 }, (_, byte) => [byte]); // the bytes of each token
if (!DATA.tokens) for (const [a, b, id] of DATA.merges) OF_TOKEN[id] = [...OF_TOKEN[a], ...OF_TOKEN[b]];
const OF_BYTE = new Map(OF_TOKEN.map((bytes, id) => [bytes.length === 1 ? bytes[0] : -1, id]));
const CUTS = (DATA.cuts ?? []).map((pattern) => new RegExp(`(${pattern})`, "u")); // what stands between its words is kept
const WHOLE = new Map(DATA.whole ? OF_TOKEN.map((bytes, id) => [String(bytes), id]) : []); // no merges are asked for these
const formed = (text) => (DATA.form ? text.normalize(DATA.form) : text);
const encode = (text) => [...(DATA.before ?? []),
  ...CUTS.reduce((words, cut) => words.flatMap((word) => word.split(cut)), [formed(text)]).filter(Boolean).flatMap(ofWord)];
function ofWord(text) {
  const bytes = [...new TextEncoder().encode(text)];
  if (WHOLE.has(String(bytes))) return [WHOLE.get(String(bytes))];
  let ids = bytes.map((byte) => OF_BYTE.get(byte));
  for (const [a, b, id] of DATA.merges) {
    const next = [];
    for (let i = 0; i < ids.length; i++) {
      if (ids[i] === a && i + 1 < ids.length && ids[i + 1] === b) { next.push(id); i++; } else next.push(ids[i]);
    }
    ids = next;
  }
  return ids;
}
const decode = (ids) => new TextDecoder().decode(new Uint8Array(ids.flatMap((id) => OF_TOKEN[id] ?? []))); // else U+FFFD

function likeliest(logits) {
  let best = 0;
  for (let i = 1; i < logits.length; i++) if (logits[i] > logits[best]) best = i;
  return best;
}
function allowed(logits, k) { // all but the k likeliest are left out
  if (!k || k >= logits.length) return logits;
  const least = Float32Array.from(logits).sort()[logits.length - k];
  return logits.map((v) => (v >= least ? v : -Infinity));
}
function drawn(logits, temperature, k, random = Math.random) { // at 0 the likeliest
  if (temperature === 0) return likeliest(logits);
  const p = softmax(allowed(logits, k), temperature);
  let u = random(), i = 0;
  while (i < p.length - 1 && (u -= p[i]) >= 0) i++;
  return p[i] > 0 ? i : likeliest(logits);
}
function readAll(ids) { // through the model; of a long text the end that fits
  const cache = newCache();
  let logits = null;
  for (const id of ids.slice(-S.context)) logits = step(id, cache);
  return { cache, logits };
}
function readOn(state, ids) { // one more token; where the context is full, its second half is read anew
  if (state.cache.length < S.context) { state.logits = step(ids.at(-1), state.cache); return state; }
  return readAll(ids.slice(-Math.max(1, S.context >> 1)));
}

"use strict";
// The search of the book, without a network and from a file, too. Without this script the pages lack the field, and
// nothing else. The index is loaded when somebody goes to the field.

const form = document.querySelector(".search");
const field = form.querySelector("input");
const found = form.querySelector("ol");
const MOST = 8;
let index = null;
let notHere = [];

form.hidden = false;

function load() {
  if (document.getElementById("index")) return;
  const script = document.createElement("script");
  script.id = "index";
  script.src = `${form.dataset.root}/search-index.js`;
  script.addEventListener("load", show);
  document.head.append(script);
}

// How well a page fits a word: a title counts more than a name, a name more than a heading, and that more than the text.
function fit(word, [, title, headings, names, text]) {
  const begins = new RegExp(`(^|[^a-z0-9])${word.replace(/[^\w]/g, "\\$&")}`, "i");
  if (begins.test(title)) return 8;
  if (names.some((name) => name.toLowerCase() === word)) return 7;
  if (names.some((name) => begins.test(name))) return 4;
  if (headings.some((heading) => begins.test(heading))) return 2;
  return begins.test(text) ? 1 : 0;
}

const plain = (text) => text.toLowerCase().replace(/[\s_-]+/g, " ").trim().replace(/s$/, "");
const line = (text) => Object.assign(document.createElement("li"), { textContent: text });

function show() {
  const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (page) => Math.min(...words.map((word) => fit(word, page))) && words.reduce((sum, word) => sum + fit(word, page), 0);
  const pages = index && words.length ? index.map((page) => [fits(page), page]).filter(([score]) => score) : [];
  pages.sort(([one], [other]) => other - one);
  found.replaceChildren(...pages.slice(0, MOST).map(([, page]) => entry(page, words)));
  const missing = notHere.find((word) => plain(word) === plain(field.value));
  if (missing) found.prepend(line(`${missing}: not in this course.`));
  else if (index && words.length && !pages.length) found.append(line("Nothing is found."));
}

function entry([path, title, headings, names], words) {
  const link = Object.assign(document.createElement("a"), { href: `${form.dataset.root}/${path}`, textContent: title });
  const said = [...names, ...headings].find((name) => words.some((word) => name.toLowerCase().includes(word)));
  const item = document.createElement("li");
  item.append(link);
  if (said && said.toLowerCase() !== title.toLowerCase()) item.append(" ", Object.assign(document.createElement("span"), { textContent: said }));
  return item;
}

field.addEventListener("focus", load);
field.addEventListener("input", () => {
  load();
  show();
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  found.querySelector("a")?.click();
});

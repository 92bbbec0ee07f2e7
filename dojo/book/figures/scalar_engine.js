"use strict";
// The walk back through d = a b + a: which gradient is known after each step.

{
  const { moving, show, sum, line, write, box, arrow } = figures;
  const BOXES = { a: [30, 30], b: [30, 150], c: [170, 110], d: [285, 62] };
  const NAMES = { a: "a", b: "b", c: "c = a b", d: "d = c + a" };

  /** What each step passes on: from which value, to which, and how much; then what is said of it. */
  const walk = (a, b) => [
    [[], () => `Forward: c = ${show(a)} · ${show(b)} = ${show(a * b)} and d = ${show(a * b + a)}. No gradient is known yet.`],
    [[["d", 1]], () => "The walk begins at the result: d.grad = 1."],
    [[["c", 1], ["a", 1]], () => "The sum passes 1 to c and 1 to a. But a is not done: it is used once more."],
    [[["a", b], ["b", a]], () => `The product passes b · 1 = ${show(b)} to a, and a · 1 = ${show(a)} to b. So a.grad = 1 + ${show(b)} = ${show(1 + b)}, and b.grad = ${show(a)}.`],
  ];

  moving("scalar_engine", {
    size: [360, 215],
    about: "The graph of d = a b + a, with the number of each value, and its gradient as far as it is known.",
    controls: {
      step: { label: "step back", min: 0, max: 3, step: 1, value: 0 },
      a: { label: "a", min: -5, max: 5, step: 1, value: 2 },
      b: { label: "b", min: -5, max: 5, step: 1, value: -3 },
    },
    plays: "step",
    draw({ step, a, b }) {
      const steps = walk(a, b), numbers = { a, b, c: a * b, d: a * b + a }, passed = steps.slice(0, step + 1).flatMap(([shares]) => shares);
      const shares = (name) => passed.filter(([to]) => to === name).map(([, share]) => share);
      const value = ([name, [x, y]]) => write(x + 25, y - 6, NAMES[name], "strong") + box(x, y, 50, 22, "number") + box(x, y + 22, 50, 22, shares(name).length ? "known" : "number")
        + write(x + 25, y + 16, show(numbers[name])) + (shares(name).length ? write(x + 25, y + 38, show(sum(shares(name))), "on") : "");
      const edge = (from, to, isWalked, share, [x, y]) => arrow(from, to, isWalked ? "two" : "plain") + (isWalked ? write(x, y, show(share), "two strong") : "");
      return {
        shapes: edge([80, 45], [235, 80], step > 1, 1, [160, 55]) + edge([80, 66], [118, 118], step > 2, b, [112, 92])
          + edge([80, 168], [116, 143], step > 2, a, [102, 172]) + edge([220, 128], [240, 100], step > 1, 1, [246, 124])
          + line([142, 132], [170, 132], "plain") + line([262, 86], [285, 86], "plain")
          + [[129, 132, "×"], [250, 86, "+"]].map(([x, y, sign]) => `<circle class="sign" cx="${x}" cy="${y}" r="13"/>` + write(x, y + 5, sign, "one strong")).join("")
          + Object.entries(BOXES).map(value).join("") + write(350, 18, "below: the gradient", "end two"),
        says: steps[step][1](),
      };
    },
  });
}

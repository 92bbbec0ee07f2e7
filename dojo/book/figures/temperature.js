"use strict";
// Temperature: the probabilities of three classes, laid end to end, and the class that u falls into.

{
  const { moving, show, sum, softmax, line, write, box } = figures;
  const LOGITS = [3, 1, 0.2];

  /** The probabilities; at temperature 0 all is the largest logit's. */
  const heated = (tau) => tau ? softmax(LOGITS.map((z) => z / tau)) : [1, 0, 0];

  moving("temperature", {
    size: [360, 120],
    about: "A bar of length 1, cut into the probabilities of three classes, and a mark at u.",
    controls: {
      tau: { label: "temperature τ", min: 0, max: 4, step: 0.1, value: 1 },
      u: { label: "u", min: 0, max: 0.99, step: 0.01, value: 0.9 },
    },
    draw({ tau, u }) {
      const p = heated(tau), sums = p.map((_, i) => sum(p.slice(0, i + 1))), drawn = sums.findIndex((one) => one > u);
      const at = (share) => 10 + 340 * share;
      const bar = (i) => box(at(sums[i] - p[i]), 42, 340 * p[i], 44, `bar class${i}`)
        + (p[i] > 0.15 ? write(at(sums[i] - p[i] / 2), 60, `class ${i}`, "on") + write(at(sums[i] - p[i] / 2), 77, show(p[i]), "on") : "");
      return {
        shapes: p.map((_, i) => bar(i)).join("") + line([at(u), 32], [at(u), 92], "mark")
          + write(Math.max(40, Math.min(320, at(u))), 24, `u = ${show(u)}`, "strong")
          + [0, 0.5, 1].map((share) => write(at(share), 110, share, share ? share < 1 ? "" : "end" : "start")).join(""),
        says: `At τ = ${show(tau)} the logits 3, 1, 0.2 become the probabilities ${p.map(show).join(", ")}, with the running sums `
          + `${sums.map(show).join(", ")}. The first sum above u = ${show(u)} is that of class ${drawn}: it is drawn.`,
      };
    },
  });
}

"use strict";
// Gradient descent in the valley (x - 3)²: the learning rate decides between five fates.

{
  const { moving, show, line, write, arrow } = figures;
  const STEEP = 2, BOTTOM = 3, START = 1, STEPS = 8;
  const loss = (x) => (x - BOTTOM) ** 2;
  const spot = (x) => [60 + 30 * x, 190 - 9 * loss(x)];

  /** The points of a descent. */
  function path(rate, steps) {
    const points = [START];
    for (let i = 0; i < steps; i++) points.push(points[i] - rate * STEEP * (points[i] - BOTTOM));
    return points;
  }

  /** What becomes of it, from the rate times the steepness. */
  function fate(product) {
    if (Math.abs(product - 1) < 1e-9) return "one step lands at the bottom";
    if (Math.abs(product - 2) < 1e-9) return "they bounce for ever";
    if (product > 2) return "each jump is longer than the last, and the loss grows";
    return product > 1 ? "the points jump from side to side and come nearer" : `the points come nearer from one side${product < 0.1 ? ", and creep" : ""}`;
  }

  moving("gradient_descent", {
    size: [360, 215],
    about: "A valley with its bottom at 3, and the points of a descent that begins at 1.",
    controls: {
      rate: { label: "learning rate", min: 0.01, max: 1.3, step: 0.01, value: 0.25 },
      steps: { label: "steps", min: 0, max: STEPS, step: 1, value: 3 },
    },
    plays: "steps",
    draw({ rate, steps }) {
      const points = path(rate, steps), valley = Array.from({ length: 91 }, (_, i) => spot(BOTTOM - 4.5 + i / 10));
      const factor = 1 - rate * STEEP;
      return {
        shapes: `<path class="valley" d="M ${valley.map((at) => at.join(" ")).join(" L ")}"/>` + line([10, 192], [350, 192], "faint")
          + points.slice(1).map((x, i) => arrow(spot(points[i]), spot(x), "two")).join("")
          + points.map((x) => `<circle class="point" cx="${spot(x)[0]}" cy="${spot(x)[1]}" r="4.5"/>`).join("")
          + [1, 3, 5].map((x) => write(spot(x)[0], 208, x)).join(""),
        says: `The points are ${points.map(show).join(", ")}. With η a = ${show(rate)} · 2 = ${show(rate * STEEP)}, each step multiplies the `
          + `distance to 3 by ${show(factor)}: ${fate(rate * STEEP)}. Try the rates 0.02, 0.25, 0.5, 1 and 1.25, too.`,
      };
    },
  });
}

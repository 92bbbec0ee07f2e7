"use strict";
// The dot product: drag u, and see its length, the angle to v and the cosine.

{
  const { moving, show, sum, line, write, arrow } = figures;
  const UNIT = 42, MIDDLE = [180, 130], V = [2, 1];
  const place = ([x, y]) => [MIDDLE[0] + UNIT * x, MIDDLE[1] - UNIT * y];
  const dot = (a, b) => sum(a.map((x, i) => x * b[i]));

  /** What kind of angle it is, from the sign of the product. */
  const kind = (product) => product > 0 ? "an acute angle" : product < 0 ? "an obtuse angle" : "a right angle";

  moving("dot_product", {
    size: [360, 260],
    about: "Two arrows from one point, u and v, and the shadow of u on the line of v.",
    controls: {
      x: { label: "first entry of u", min: -4, max: 4, step: 0.5, value: 1 },
      y: { label: "second entry of u", min: -3, max: 3, step: 0.5, value: 2 },
    },
    pressed: (x, y) => ({ x: (x - MIDDLE[0]) / UNIT, y: (MIDDLE[1] - y) / UNIT }),
    draw({ x, y }) {
      const u = [x, y], product = dot(u, V), lengths = [u, V].map((a) => Math.hypot(...a));
      const cosine = product / (lengths[0] * lengths[1]), degrees = Math.acos(Math.max(-1, Math.min(1, cosine))) * 180 / Math.PI;
      const foot = V.map((one) => one * product / dot(V, V)), far = V.map((one) => 2.2 * one);
      const terms = `${show(x)} · ${V[0]} + ${show(y)} · ${V[1]}`;
      return {
        shapes: line(place(far.map((one) => -one)), place(far), "faint") + line(place(u), place(foot), "dashed")
          + line(MIDDLE, place(foot), "shadow") + arrow(MIDDLE, place(V), "one") + arrow(MIDDLE, place(u), "two")
          + `<circle class="grip" cx="${place(u)[0]}" cy="${place(u)[1]}" r="9"/>`
          + write(place(V)[0] + 8, place(V)[1] + 16, "v = (2, 1)", "start one") + write(8, 18, `u = (${show(x)}, ${show(y)})`, "start two")
          + write(8, 250, `u · v = ${show(product)}`, "start strong"),
        says: `u · v = ${terms} = ${show(product)}. ‖u‖ = ${show(lengths[0])} and ‖v‖ = ${show(lengths[1])}` + (lengths[0]
          ? `, so the cosine is ${show(cosine)} and the angle ${degrees.toFixed(1)}°: ${kind(product)}.`
          : ". An arrow of length 0 has no angle."),
      };
    },
  });
}

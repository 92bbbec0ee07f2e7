"use strict";
// What the figures that move have in common. Each stands in the place of a drawing, which stays where no script runs: a
// picture, native controls below it, and a sentence that says what one sees. `draw` makes both from the controls' values.

const figures = {};
{
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const PAUSE = 700;

  /** A number as the statements write it: at most three places. */
  const show = (x) => Object.is(Number(x.toFixed(3)), -0) ? "0" : String(Number(x.toFixed(3)));
  const whole = (x) => x.toLocaleString("en-GB");
  const sum = (row) => row.reduce((total, x) => total + x, 0);
  const softmax = (row) => {
    const powers = row.map((x) => Math.exp(x - Math.max(...row)));
    return powers.map((power) => power / sum(powers));
  };

  /** An element of the page. */
  function element(tag, attributes = {}, ...children) {
    const made = Object.assign(document.createElement(tag), attributes);
    made.append(...children);
    return made;
  }

  /** The parts of a picture, as text. */
  const line = (from, to, look = "") => `<path class="${look}" d="M ${from.join(" ")} L ${to.join(" ")}"/>`;
  const write = (x, y, words, look = "") => `<text x="${x}" y="${y}" class="${look}">${words}</text>`;
  const box = (x, y, width, height, look = "") =>
    `<rect x="${x}" y="${y}" width="${Math.max(0, width)}" height="${height}" class="${look}"/>`;
  function arrow(from, to, look) {
    const [x, y] = [to[0] - from[0], to[1] - from[1]], length = Math.hypot(x, y) || 1;
    const at = (back, aside) => [to[0] - (back * x - aside * y) / length, to[1] - (back * y + aside * x) / length];
    if (length < 2) return "";
    return line(from, at(7, 0), look) + `<path class="tip ${look}" d="M ${to.join(" ")} L ${at(9, 4).join(" ")} L ${at(9, -4).join(" ")} Z"/>`;
  }

  /** A slider, a row of choices or a box to tick; `value` is what it says now. */
  function control(name, { label, value, options, min, max, step }, changed) {
    const set = (input) => Object.assign(input, { oninput: changed, onchange: changed });
    if (options) {
      const inputs = options.map((_, i) => set(element("input", { type: "radio", name, value: i, checked: i === value })));
      const rows = options.map((option, i) => element("label", { hidden: false }, inputs[i], option));
      return { shown: element("fieldset", {}, element("legend", {}, label), ...rows), value: () => inputs.findIndex((one) => one.checked), rows };
    }
    if (typeof value === "boolean") {
      const input = set(element("input", { type: "checkbox", name, checked: value }));
      return { shown: element("label", {}, input, label), value: () => input.checked, input };
    }
    const input = set(element("input", { type: "range", name, min, max, step }));
    input.value = value;
    const said = element("output");
    return { shown: element("label", { className: "range" }, `${label} = `, said, input), value: () => (said.value = show(input.valueAsNumber), input.valueAsNumber), input };
  }

  /** Let a figure move that has `controls`, a `size`, and `draw`, which gives the parts of the picture and a sentence. */
  function moving(name, { size, about, controls, plays, pressed, draw }) {
    const drawing = document.querySelector(`[data-figure="${name}"]`);
    const picture = element("div"), said = element("p", { className: "state" }), form = element("form");
    const made = Object.fromEntries(Object.entries(controls).map(([key, what]) => [key, control(key, what, redraw)]));
    const figure = element("figure", { className: "moving" }, picture, form, said);
    form.append(...Object.values(made).map((one) => one.shown));
    form.onsubmit = (event) => event.preventDefault();
    said.setAttribute("aria-live", "polite");
    if (plays) form.append(player(made[plays].input, redraw));
    if (pressed) picture.onpointerdown = picture.onpointermove = (event) => {
      if (!event.buttons) return;
      picture.setPointerCapture(event.pointerId);  // the parts below it are drawn anew
      const at = picture.firstChild.getBoundingClientRect();
      const values = pressed((event.clientX - at.x) * size[0] / at.width, (event.clientY - at.y) * size[1] / at.height);
      for (const [key, value] of Object.entries(values)) made[key].input.value = value;
      redraw();
    };
    picture.classList.toggle("pressed", Boolean(pressed));

    function redraw() {
      const { shapes, says } = draw(Object.fromEntries(Object.entries(made).map(([key, one]) => [key, one.value()])), made);
      picture.innerHTML = `<svg viewBox="0 0 ${size.join(" ")}" role="img" aria-label="${about}">${shapes}</svg>`;
      said.textContent = says;
    }
    redraw();
    drawing.closest("p").replaceWith(figure);
    figure.dataset.figure = name;
  }

  /** A button that moves a slider on by itself; a step for each press, where somebody wants less motion. */
  function player(input, redraw) {
    const button = element("button", { type: "button" });
    let timer = null;
    const rest = () => { clearInterval(timer); timer = null; button.textContent = calm.matches ? "One step" : "Play"; };
    const step = () => {
      input.value = input.value === input.max ? input.min : input.valueAsNumber + Number(input.step);
      redraw();
      if (input.value === input.max) rest();
    };
    button.onclick = () => {
      if (timer) return rest();
      step();
      if (!calm.matches && input.value !== input.max) { timer = setInterval(step, PAUSE); button.textContent = "Stop"; }
    };
    rest();
    return button;
  }

  Object.assign(figures, { moving, show, whole, sum, softmax, line, write, box, arrow });
}

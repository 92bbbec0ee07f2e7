"use strict";
// A hunt in the page: lines become buttons, and a sentence says what a click has shown. Without this script the calls and
// ideas open all the same, and the line stands where it can be unfolded.

for (const hunt of document.querySelectorAll("[data-hunt]")) {
  const bug = Number(hunt.dataset.line), state = document.createElement("p");
  let clicks = 0;
  state.className = "state";
  state.setAttribute("aria-live", "polite");
  hunt.append(state);
  const say = (words) => { state.textContent = words; };

  const look = (item, number) => {
    const button = document.createElement("button"), code = item.firstElementChild;
    button.type = "button";
    button.setAttribute("aria-label", `Line ${number}: ${code.textContent.trim()}`);
    code.replaceWith(button);
    button.append(code);
    button.onclick = () => {
      clicks += 1;
      button.className = number === bug ? "yes" : "no";
      say(number === bug
        ? `Line ${bug} it is, ${clicks === 1 ? "at the first click" : `after ${clicks} clicks`}. Which idea is missing?`
        : `Line ${number} does what it should. Follow the numbers of a call that shows the bug, line by line.`);
    };
  };
  hunt.querySelectorAll(".lines li").forEach((item, i) => { if (item.textContent.trim()) look(item, i + 1); });
  hunt.querySelector(".how").textContent = ": click it.";
  hunt.querySelector(".where-it-is").remove();

  for (const call of hunt.querySelectorAll(".calls details")) {
    call.ontoggle = () => {
      if (call.open) say("shows" in call.dataset ? "The bug shows on this call." : "The code is right on this call: the bug does not show.");
    };
  }
  for (const idea of hunt.querySelectorAll(".ideas details")) {
    idea.ontoggle = () => {
      if (!idea.open) return;
      const isRight = "named" in idea.dataset;
      idea.className = isRight ? "yes" : "no";
      if (isRight) hunt.querySelector(`.lines li:nth-child(${bug}) button`).className = "yes";
      say(isRight ? "Named. Why, and how the line should be, stands below the idea." : "Not that idea. Try another.");
    };
  }
}

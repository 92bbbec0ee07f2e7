"use strict";
// The questions after green: the choice that is opened first is the answer. It stays in this browser, and opens the right
// one, too. Without this script each choice says by itself what is to be said of it.

for (const question of document.querySelectorAll(".question")) {
  const choices = [...question.querySelectorAll("details")];
  const answered = (letter) => {
    question.classList.add("answered");
    for (const choice of choices) {
      choice.classList.toggle("chosen", choice.dataset.letter === letter);
      choice.open = choice.dataset.letter === letter || "right" in choice.dataset;
    }
  };
  for (const choice of choices) {
    choice.firstElementChild.addEventListener("click", (event) => {
      if (question.classList.contains("answered")) return;
      event.preventDefault();
      answered(choice.dataset.letter);
      try { localStorage.setItem(question.id, choice.dataset.letter); } catch { /* this browser keeps nothing */ }
    });
  }
  let kept = null;
  try { kept = localStorage.getItem(question.id); } catch { /* nor has it kept anything */ }
  if (choices.some((choice) => choice.dataset.letter === kept)) answered(kept);
}

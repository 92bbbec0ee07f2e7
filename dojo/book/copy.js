"use strict";
// A button at each block of code puts it on the clipboard. Without a clipboard or this script there is no button.

function buttonFor(block) {
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: "Copy" });
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(block.textContent);
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = "Copy"; }, 2000);
  });
  return button;
}

for (const block of navigator.clipboard ? document.querySelectorAll("main pre") : []) {
  const holder = Object.assign(document.createElement("div"), { className: "code" });
  block.replaceWith(holder);
  holder.append(block, buttonFor(block));
}

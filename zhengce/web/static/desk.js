// The buttons of a document pick in place. Where that fails, the form is sent as without a script.
"use strict";

const picking = document.getElementById("picking");
let fails = false;

picking.addEventListener("submit", async (event) => {
  if (fails) return;
  event.preventDefault();
  const button = event.submitter;
  const body = new URLSearchParams(new FormData(picking, button));
  try {
    const answer = await fetch(picking.action, { method: "POST", headers: { Accept: "application/json" }, body, keepalive: true });
    const { picked, counts } = await answer.json();
    if (!answer.ok) throw new Error(answer.statusText);
    const [id] = button.value.split(" ");
    for (const [at, [kind, count]] of Object.entries(counts).entries()) {
      const one = button.parentElement.children[at];
      one.setAttribute("aria-pressed", kind === picked);
      one.value = `${id} ${kind === picked ? "aside" : kind}`;
      document.querySelector(`[data-count=${kind}]`).textContent = count;
    }
  } catch {
    fails = true;
    picking.requestSubmit(button);
  }
});

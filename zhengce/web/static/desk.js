// The buttons of a document pick in place; its title is edited in a dialog. Where that fails, the form is sent as without a script.
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

const box = document.querySelector("#accepting dialog");
const words = box?.querySelector("textarea");

document.addEventListener("click", (event) => {
  const row = event.target.closest("a.edit-title")?.closest("li");
  if (!row) return;
  event.preventDefault();
  words.disabled = false;  // else "Accept" would send it
  box.firstChild.textContent = row.querySelector("[lang|=zh]").textContent;
  words.value = row.querySelector("[lang=en]").firstChild.data;
  box.querySelector("[name=title]").value = row.id.slice("document-".length);
  box.showModal();
});

box?.addEventListener("close", () => { words.disabled = true; });
box?.querySelector("[type=button]").addEventListener("click", () => box.close());

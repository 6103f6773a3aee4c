// An issue saves what is typed: half a second after the last key, and every second and a half while one types. Until
// the server has it, it stands in the browser's own storage, for a lost tab or a server that is away.
"use strict";

const form = document.getElementById("issue");
const state = form.querySelector(".save-state");
const address = form.getAttribute("action");  // form.action are its buttons of that name
const place = `zhengce ${location.pathname}`;
const fields = [...form.querySelectorAll("input[id], textarea[id]")];
const typed = new Map();
const refused = new Map();
let quiet, latest, running = false;

const say = (words, failed = false) => {
  state.textContent = words;
  state.classList.toggle("failed", failed);
};

const keep = () => {
  try {
    if (typed.size) localStorage.setItem(place, JSON.stringify([...typed]));
    else localStorage.removeItem(place);
  } catch {
    // No storage here: the server alone has it.
  }
};

const schedule = (pause) => {
  clearTimeout(quiet);
  quiet = setTimeout(save, pause);
  latest ??= setTimeout(save, 1500);
};

const bodyOf = (sent) => {
  const body = new URLSearchParams(sent);
  for (const name of ["form_token", "since"]) body.set(name, form.elements[name].value);
  return body;
};

async function save() {
  clearTimeout(quiet);
  clearTimeout(latest);
  latest = undefined;
  const sent = [...typed].filter(([name, text]) => refused.get(name) !== text);
  if (running || !sent.length) return;
  running = true;
  say(form.dataset.saving);
  let pause;
  try {
    const answer = await fetch(address, { method: "POST", headers: { Accept: "application/json" }, body: bodyOf(sent) });
    if (answer.ok) {
      const why = (await answer.json()).refused;
      for (const [name, text] of sent) {
        if (name in why) refused.set(name, text);
        else if (typed.get(name) === text) typed.delete(name);
        if (form.elements[name]) form.elements[name].ariaInvalid = name in why;
      }
      keep();
      const reasons = Object.values(why).join("; ");
      say(reasons || `${form.dataset.saved} ${new Date().toTimeString().slice(0, 8)}`, reasons !== "");
      if (typed.size) pause = 500;
    } else {
      say(answer.status === 403 ? form.dataset.refused : form.dataset.failed, true);
      pause = 5000;
    }
  } catch {
    say(form.dataset.failed, true);
    pause = 2000;
  }
  running = false;
  if (pause) schedule(pause);
}

form.addEventListener("input", (event) => {
  if (!event.target.id) return;
  typed.set(event.target.name, event.target.value);
  keep();
  schedule(500);
});

// "Edit" makes a line of a draft a field, which writes that line of the text: edited words are a person's.
form.addEventListener("click", (event) => {
  const edit = event.target.closest("a.edit");
  if (!edit) return;
  event.preventDefault();
  const words = edit.closest("li").firstElementChild;
  const text = form.elements[edit.hash.slice(1)];
  let line = words.textContent + (words.parentElement.matches(".machine") ? ` ${form.dataset.mark}` : "");
  const box = document.createElement("textarea");
  box.value = words.textContent;
  box.ariaLabel = edit.textContent;
  words.replaceWith(box);
  edit.closest("span").remove();
  box.focus();
  box.addEventListener("input", () => {
    const lines = text.value.split("\n");
    const at = lines.indexOf(line);
    if (at < 0) return;
    line = lines[at] = box.value.replace(/\s*\n\s*/g, " ");
    text.value = lines.join("\n");
    text.dispatchEvent(new Event("input", { bubbles: true }));
  });
});

// A button sends the whole form; the server is told which fields were typed in.
form.addEventListener("submit", () => { form.elements.typed.value = [...typed.keys()].join(" "); });

// A tab that is closed sends what is left.
addEventListener("pagehide", () => {
  if (typed.size) fetch(address, { method: "POST", headers: { Accept: "application/json" }, body: bodyOf([...typed]), keepalive: true }).catch(() => {});
});

// What a lost tab left is put back, and saved.
try {
  for (const [name, text] of JSON.parse(localStorage.getItem(place) || "[]")) {
    const field = fields.find((one) => one.name === name);
    if (field?.value === text) continue;
    if (field) field.value = text;
    field?.closest("details")?.setAttribute("open", "");
    typed.set(name, text);
  }
} catch {
  localStorage.removeItem(place);
}
keep();
if (typed.size) {
  say(form.dataset.restored);
  schedule(500);
}

// Ctrl+S saves now; Alt+arrow moves the entry in which one types.
form.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() === "s" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    save();
  }
  const way = { ArrowUp: "up", ArrowDown: "down" }[event.key];
  const entry = event.altKey && way && event.target.closest(".entries > li");
  if (entry) {
    event.preventDefault();
    entry.querySelector(`button[value$=" ${way}"]:enabled`)?.click();
  }
});

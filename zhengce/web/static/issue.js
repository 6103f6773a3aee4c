// An issue saves what is typed: half a second after the last key, and every second and a half while one types. Until
// the server has it, it stands in the browser's own storage, for a lost tab or a server that is away.
"use strict";

const form = document.getElementById("issue");
const state = form.querySelector(".save-state");
const address = form.getAttribute("action");  // form.action are its buttons of that name
const place = `zhengce ${form.dataset.kept} ${address}`;
const bases = new Map(form.elements.bases.value.split(" ").filter(Boolean).map((pair) => pair.split(":")));
const typed = new Map();
const refused = new Map();
const sentLast = new Map();
const conflicts = new Map();
let quiet, latest, running = false;

const baseOf = (name) => bases.get(name) ?? "0";

const say = (words, failed = false) => {
  state.textContent = words;
  state.classList.toggle("failed", failed);
};

const keep = () => {
  try {
    const all = [...typed].map(([name, text]) => [name, text, baseOf(name), sentLast.get(name)]);
    all.push(...[...conflicts].map(([name, text]) => [name, text, "", ""]));
    if (all.length) localStorage.setItem(place, JSON.stringify(all));
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

const send = (sent, options) => {
  const body = new URLSearchParams(sent);
  body.set("form_token", form.elements.form_token.value);
  body.set("bases", sent.map(([name]) => `${name}:${baseOf(name)}`).join(" "));
  return fetch(address, { method: "POST", headers: { Accept: "application/json" }, body, ...options });
};

// What somebody else wrote in a field meanwhile stands below it, and one of the two is chosen.
const conflict = (name, theirs, mine) => {
  const field = form.elements[name];
  document.getElementById(`conflict-${name}`)?.remove();
  typed.delete(name);
  if (!field) return;
  conflicts.set(name, mine);
  const box = document.createElement("p");
  box.id = `conflict-${name}`;
  box.className = "conflict";
  box.role = "alert";
  box.append(`${form.dataset.conflict} `, Object.assign(document.createElement("q"), { textContent: theirs || "—" }), " ");
  for (const [words, text] of [[form.dataset.mine, mine], [form.dataset.theirs, theirs]]) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: words });
    button.addEventListener("click", () => {
      box.remove();
      conflicts.delete(name);
      field.readOnly = false;
      field.value = text;
      typed.set(name, text);
      keep();
      schedule(0);
    });
    box.append(button, " ");
  }
  field.value = mine;
  field.readOnly = true;
  field.after(box);
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
    for (const [name, text] of sent) sentLast.set(name, text);
    keep();
    const answer = await send(sent);
    if (answer.ok) {
      const result = await answer.json();
      for (const [name, number] of Object.entries(result.bases)) bases.set(name, String(number));
      for (const [name, text] of sent) {
        if (name in result.conflicts) {
          conflict(name, result.conflicts[name], typed.get(name));
          continue;
        }
        if (name in result.refused) refused.set(name, text);
        else if (typed.get(name) === text) typed.delete(name);
        if (form.elements[name]) form.elements[name].ariaInvalid = name in result.refused;
      }
      keep();
      const reasons = Object.values(result.refused).join("; ");
      const isOpen = conflicts.size > 0;
      say(isOpen ? form.dataset.conflict : reasons || `${form.dataset.saved} ${new Date().toTimeString().slice(0, 8)}`, isOpen || reasons !== "");
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

// A button sends the whole form, each field with the edit that it was shown after.
form.addEventListener("submit", () => {
  form.elements.bases.value = [...bases].map((pair) => pair.join(":")).join(" ");
});

// A tab that is closed sends what is left; while a save runs, the browser keeps it.
addEventListener("pagehide", () => {
  if (!typed.size || running) return;
  for (const [name, text] of typed) sentLast.set(name, text);
  keep();
  send([...typed], { keepalive: true }).catch(() => {});
});

// What a lost tab left is put back, and saved; where another text was stored since, one of the two is chosen.
try {
  for (const [name, text, base, sent] of JSON.parse(localStorage.getItem(place) || "[]")) {
    const field = form.elements[name];
    if (field?.value === text) continue;
    if (field && base !== baseOf(name) && field.value !== sent) {
      conflict(name, field.value, text);
      continue;
    }
    if (field) field.value = text;
    else bases.set(name, base);
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

const move = (entry, list, position) => {
  const button = Object.assign(document.createElement("button"), { name: "action", hidden: true });
  button.value = `entry ${entry.dataset.entry} at ${list.closest("section").dataset.section} ${position}`;
  form.append(button);
  form.requestSubmit(button);
};

// Ctrl+S saves now; Ctrl+Enter adds an entry behind; Alt and an arrow moves one.
form.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() === "s" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    save();
  }
  if (event.key === "Enter" && event.ctrlKey) event.target.closest("section")?.querySelector("button[value$=' entry']").click();
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  const entry = event.altKey && step && event.target.closest(".entries:not(.by-day) > li");
  if (!entry) return;
  event.preventDefault();
  const at = [...entry.parentElement.children].indexOf(entry) + 1 + step;
  if (at >= 1 && at <= entry.parentElement.children.length) move(entry, entry.parentElement, at);
});
// A browser does not follow `autofocus` where an address has a place.
addEventListener("load", () => (form.querySelector("[autofocus]") ?? form.querySelector("li:target > .row"))?.focus());

// A row is dragged to its place.
let dragged;
form.addEventListener("dragstart", (event) => {
  dragged = event.target.closest(".entries > li");
});
form.addEventListener("dragover", (event) => {
  if (dragged && event.target.closest(".entries")) event.preventDefault();
});
form.addEventListener("drop", (event) => {
  const list = event.target.closest(".entries");
  if (!dragged || !list) return;
  event.preventDefault();
  const others = [...list.children].filter((row) => row !== dragged);
  const before = others.findIndex((row) => event.clientY < row.getBoundingClientRect().top + row.offsetHeight / 2);
  move(dragged, list, (before < 0 ? others.length : before) + 1);
});

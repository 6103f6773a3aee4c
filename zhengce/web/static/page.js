// Keys: / goes to the search box, j and k walk along the results, Escape closes an evidence box.
"use strict";

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select");
  if (event.key === "Escape") {
    document.activeElement.blur();
    return;
  }
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/") {
    const box = document.getElementById("q");
    if (box) {
      event.preventDefault();
      box.focus();
      box.select();
    }
  } else if (event.key === "j" || event.key === "k") {
    const links = [...document.querySelectorAll(".hits h3 a")];
    if (!links.length) return;
    const at = links.indexOf(document.activeElement) + (event.key === "j" ? 1 : -1);
    links[Math.max(0, Math.min(links.length - 1, at))].focus();
  }
});

// The bars of a timeline are one stop of the Tab key; the arrow keys walk along them, and what a bar says stands below.
const bars = [...document.querySelectorAll(".bars a")];
const stop = (chosen) => bars.forEach((bar) => { bar.tabIndex = bar === chosen ? 0 : -1; });
if (bars.length) {
  const whole = bars[0].closest("svg");
  stop(bars[0]);
  whole.addEventListener("keydown", (event) => {
    const at = bars.indexOf(event.target);
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: bars.length - 1 }[event.key];
    if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    bars[Math.max(0, Math.min(bars.length - 1, to))].focus();
  });
  for (const kind of ["focusin", "mouseover"]) {
    whole.addEventListener(kind, (event) => {
      const bar = event.target.closest("a");
      if (bar) document.querySelector(".bar-name").textContent = bar.querySelector("title").textContent;
      if (bar && kind === "focusin") stop(bar);
    });
  }
}

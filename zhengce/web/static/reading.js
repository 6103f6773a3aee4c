// What only pages with a text or a citation have: buttons that copy, paragraphs with addresses.

// Without a script there is nothing to click: the text is on the page and can be selected.
for (const button of document.querySelectorAll("button[data-copies]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const text = document.getElementById(button.dataset.copies);
    try {
      await navigator.clipboard.writeText(text.textContent);
    } catch {
      // Over plain http browsers give no clipboard; an old command copies what is selected.
      getSelection().selectAllChildren(text);
      if (!document.execCommand("copy")) return;
    }
    document.getElementById("copied").textContent = button.dataset.copied;
    const words = button.textContent;
    button.textContent = button.dataset.copied;
    setTimeout(() => { button.textContent = words; }, 2000);
  }, false);
}

// A click on the number of a paragraph makes it the address; the path of a unit as the API gives it leads to the unit.
const text = document.querySelector(".text");
if (text) {
  text.addEventListener("click", (event) => {
    if (event.target.parentElement === text && event.target.id && event.offsetX < 36) location.hash = event.target.id;
  });
  const cited = location.hash.replace(/\/para-1(?!\d)/, "");
  if (cited !== location.hash && !document.getElementById(location.hash.slice(1))) location.replace(cited);
}

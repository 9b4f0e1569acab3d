"use strict";
for (const table of document.querySelectorAll("table[data-sortable]")) {
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const heads = [...table.tHead.rows[0].cells];
  const text = rows.map((row) => row.textContent.toLowerCase());
  const key = (row, column) => {
    const cell = row.cells[column];
    if (cell.dataset.order !== undefined) return Number(cell.dataset.order);
    return heads[column].classList.contains("number") ? Infinity : cell.textContent.trim();
  };
  const compare = (a, b) => {
    if (typeof a === "number") return a === b ? 0 : a < b ? -1 : 1;
    if (!a || !b) return (a ? 0 : 1) - (b ? 0 : 1);
    return a.localeCompare(b, "en", { numeric: true });
  };
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const order = head.getAttribute("aria-sort");
      for (const other of heads) other.removeAttribute("aria-sort");
      let sorted = rows;
      if (order !== "descending") {
        const way = order === "ascending" ? -1 : 1;
        head.setAttribute("aria-sort", way === 1 ? "ascending" : "descending");
        sorted = rows.map((row) => [key(row, column), row]);
        sorted.sort((a, b) => way * compare(a[0], b[0]));
        sorted = sorted.map((pair) => pair[1]);
      }
      body.append(...sorted);
    });
  });
  const form = document.querySelector(`form[data-for="${table.id}"]`);
  const [search, choice, output] = ["input", "select", "output"].map((name) => form.querySelector(name));
  const filter = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    rows.forEach((row, place) => {
      const state = choice ? choice.value : "";
      const fits = words.every((word) => text[place].includes(word)) &&
        (!state || row.dataset.states.split(" ").includes(state));
      row.hidden = !fits;
      shown += fits;
    });
    output.value = `${shown} of ${rows.length}`;
  };
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", filter);
  form.hidden = false;
  filter();
}

// Comfort only: a block pasted in a cell of the grid is spread over its neighbours. Nothing is sent; the form does that.
"use strict";

document.querySelectorAll("table[data-grid]").forEach((table) => {
  table.addEventListener("paste", (event) => {
    const field = event.target;
    const text = event.clipboardData ? event.clipboardData.getData("text/plain") : "";
    if (!(field instanceof HTMLInputElement) || !/[\t\n]/.test(text.replace(/\r?\n$/, ""))) return;
    event.preventDefault();
    const row = field.closest("tr");
    const rows = Array.from(table.tBodies[0].rows);
    const top = rows.indexOf(row);
    const left = Array.from(row.cells).indexOf(field.closest("td"));
    const lost = [];
    text.replace(/\r?\n$/, "").split(/\r?\n/).forEach((line, down) => {
      line.split("\t").forEach((value, across) => {
        const cell = rows[top + down] && rows[top + down].cells[left + across];
        const target = cell && cell.querySelector("input");
        if (target) target.value = value.trim();
        else if (value.trim()) lost.push(value.trim());
      });
    });
    const said = document.getElementById("grid-lost");
    said.hidden = lost.length === 0;
    said.textContent = lost.length ? `${said.dataset.words} ${lost.join(", ")}` : "";
  });
});

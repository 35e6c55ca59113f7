// Made by docgen: extras for its pages (zoom and pan in diagrams, row and column of the matrix, sorting and filtering of tables, the switch of environments, changes to copy). Loads nothing.
(() => {
  "use strict";

  function zoomable(figure) {
    if (figure.dataset.dg) return;
    figure.dataset.dg = "ready";
    const svg = figure.querySelector("svg.dg");
    const base = svg.viewBox.baseVal;
    const home = { x: base.x, y: base.y, w: base.width, h: base.height };
    let view = { ...home };

    function show() {
      view.x = Math.max(home.x, Math.min(home.x + home.w - view.w, view.x));
      view.y = Math.max(home.y, Math.min(home.y + home.h - view.h, view.y));
      svg.setAttribute("viewBox", [view.x, view.y, view.w, view.h].join(" "));
      figure.classList.toggle("dg-zoomed", view.w < home.w * 0.999);
    }
    function zoom(factor, at) {
      const w = Math.min(home.w, Math.max(home.w / 8, view.w * factor));
      const f = w / view.w;
      const centre = at || { x: view.x + view.w / 2, y: view.y + view.h / 2 };
      view = {
        x: centre.x - (centre.x - view.x) * f,
        y: centre.y - (centre.y - view.y) * f,
        w,
        h: view.h * f,
      };
      show();
    }
    function point(event) {
      return new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    }

    function fullScreen() {
      if (document.fullscreenElement) document.exitFullscreen();
      else figure.requestFullscreen();
    }

    svg.setAttribute("tabindex", "0");
    svg.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !event.metaKey) return; // a plain wheel scrolls the page
      event.preventDefault();
      zoom(Math.exp(event.deltaY * 0.002), point(event));
    }, { passive: false });
    svg.addEventListener("keydown", (event) => {
      const step = view.w / 10;
      const moves = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] };
      if (event.key === "+" || event.key === "=") zoom(0.7);
      else if (event.key === "-") zoom(1 / 0.7);
      else if (event.key === "0") { view = { ...home }; show(); }
      else if (event.key === "f" && !event.ctrlKey && !event.metaKey && figure.requestFullscreen) fullScreen();
      else if (moves[event.key] && figure.classList.contains("dg-zoomed")) {
        view.x += moves[event.key][0];
        view.y += moves[event.key][1];
        show();
      } else return;
      event.preventDefault();
    });
    let drag = null;
    svg.addEventListener("pointerdown", (event) => {
      if (event.button === 0 && figure.classList.contains("dg-zoomed")) {
        drag = { x: event.clientX, y: event.clientY, from: { ...view }, moved: false };
      }
    });
    svg.addEventListener("pointermove", (event) => {
      if (!drag) return;
      const scale = view.w / svg.clientWidth;
      const dx = event.clientX - drag.x;
      const dy = event.clientY - drag.y;
      if (!drag.moved && Math.abs(dx) + Math.abs(dy) < 4) return;
      if (!drag.moved) svg.setPointerCapture(event.pointerId);
      drag.moved = true;
      view.x = drag.from.x - dx * scale;
      view.y = drag.from.y - dy * scale;
      show();
    });
    for (const name of ["pointerup", "pointercancel"]) {
      svg.addEventListener(name, () => {
        if (drag && drag.moved) {
          svg.addEventListener("click", (event) => event.preventDefault(), { once: true, capture: true });
        }
        drag = null;
      });
    }
    const tools = document.createElement("div");
    tools.className = "dg-tools";
    const buttons = [
      ["+", "Zoom in", () => zoom(0.7)],
      ["\u2212", "Zoom out", () => zoom(1 / 0.7)],
      ["\u21ba", "Reset", () => { view = { ...home }; show(); }],
    ];
    if (figure.requestFullscreen) buttons.push(["\u2197", "Full screen", fullScreen]);
    for (const [text, label, act] of buttons) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = text;
      button.title = label;
      button.setAttribute("aria-label", label);
      button.onclick = act;
      tools.appendChild(button);
    }
    figure.prepend(tools); // above the picture: it covers nothing, and comes first with the keyboard
  }

  function lit(matrix) {
    if (matrix.dataset.dg) return;
    matrix.dataset.dg = "ready";
    const clear = () => matrix.querySelectorAll(".dg-lit").forEach((cell) => cell.classList.remove("dg-lit"));
    matrix.addEventListener("mouseover", (event) => {
      const cell = event.target.closest("td, th");
      if (!cell) return;
      clear();
      const column = cell.cellIndex;
      for (const row of matrix.querySelectorAll("tr")) {
        if (row === cell.parentElement && cell.tagName === "TD") {
          for (const each of row.cells) each.classList.add("dg-lit");
        } else if (column > 0 && row.cells[column]) {
          row.cells[column].classList.add("dg-lit");
        }
      }
    });
    matrix.addEventListener("mouseleave", clear);
  }

  // Tables: heads that stay in sight, sorting, a filter for those with many rows.
  const MANY = 10;

  function headsInSight() {
    const header = document.querySelector(".md-header");
    const top = header ? header.getBoundingClientRect().bottom : 0;
    const heads = [...document.querySelectorAll(".dg-scroll:not(.dg-fits)")].flatMap((box) => {
      const head = box.querySelector("thead");
      if (!head) return [];
      const from = box.getBoundingClientRect();
      return [[head, Math.max(0, Math.min(from.height - 2 * head.offsetHeight, top - from.top))]];
    });
    for (const [head, by] of heads) {
      for (const cell of head.querySelectorAll("th")) {
        cell.style.position = "relative";
        cell.style.top = "0";
        cell.style.transform = by ? `translateY(${by}px)` : "";
      }
    }
  }

  // All boxes are measured before any is changed: a page may have hundreds, and each change would lay it out again.
  function fit() {
    const boxes = [...document.querySelectorAll(".dg-scroll")];
    for (const box of boxes) box.classList.remove("dg-fits");
    const fits = boxes.map((box) => box.scrollWidth <= box.clientWidth);
    boxes.forEach((box, index) => {
      box.classList.toggle("dg-fits", fits[index]);
      if (fits[index]) {
        box.removeAttribute("tabindex");
        for (const cell of box.querySelectorAll("thead th")) cell.removeAttribute("style");
      } else box.tabIndex = 0; // for those who scroll by keyboard
    });
    headsInSight();
  }
  const compare = new Intl.Collator(undefined, { numeric: true }).compare;

  function sortable(table) {
    table.querySelectorAll("thead th").forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        table.querySelectorAll("th").forEach((each) => each.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const body = table.tBodies[0];
        const text = (row) => (row.cells[column] ? row.cells[column].textContent.trim() : "");
        const rows = [...body.rows].sort((a, b) => compare(text(a), text(b)));
        body.append(...(down ? rows.reverse() : rows));
      });
    });
  }
  function filterable(box, table) {
    const label = document.createElement("label");
    label.className = "dg-filter";
    const input = document.createElement("input");
    input.type = "search";
    const told = document.createElement("span");
    told.setAttribute("role", "status");
    label.append("Filter", input, told);
    box.before(label);
    input.addEventListener("input", () => {
      const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const row of table.tBodies[0].rows) {
        const text = row.textContent.toLowerCase();
        const keep = words.every((each) => text.includes(each));
        row.classList.toggle("dg-left-out", !keep);
        shown += keep;
      }
      told.textContent = words.length ? `${shown} of ${table.tBodies[0].rows.length} rows` : "";
      headsInSight();
    });
  }
  function handy(box) {
    if (box.dataset.dg) return;
    box.dataset.dg = "ready";
    const table = box.querySelector("table");
    if (!table || !table.tBodies[0]) return;
    if (table.tBodies[0].rows.length > 2) sortable(table);
    if (table.tBodies[0].rows.length > MANY) filterable(box, table);
  }
  let listening = false;

  function tables() {
    document.querySelectorAll(".dg-scroll").forEach(handy);
    fit();
    if (listening) return;
    listening = true;
    window.addEventListener("resize", fit);
    window.addEventListener("scroll", headsInSight, { passive: true });
    document.addEventListener("toggle", fit, true);
    document.querySelectorAll('.md-search[role="dialog"]').forEach((each) => each.setAttribute("aria-label", "Search"));
  }

  // Changes of inputs: the new line, to be pasted into the file of values.
  async function copied(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      return copiedFromAField(text); // a page without TLS has no clipboard
    }
  }
  function copiedFromAField(text) {
    const before = document.activeElement;
    const field = document.createElement("textarea");
    field.value = text;
    field.className = "dg-unseen";
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    if (before) before.focus();
    return done;
  }
  function copyable(change) {
    if (change.dataset.dg) return;
    change.dataset.dg = "ready";
    const text = change.dataset.copy;
    const bar = document.createElement("div");
    bar.className = "dg-copy";
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Copy new line";
    button.setAttribute("aria-label", `Copy new line: ${text}`);
    const told = document.createElement("span");
    told.setAttribute("role", "status");
    button.addEventListener("click", async () => {
      told.textContent = "";
      told.textContent = (await copied(text)) ? "Copied" : "Not copied: the browser does not allow it";
      setTimeout(() => { told.textContent = ""; }, 4000);
    });
    bar.append(button, told);
    change.after(bar);
  }

  // The switch of environments: the same page of another environment opens at the same place.
  function sameElsewhere(link) {
    const parts = (path) => path.match(/^(.*\/environments\/)([^/]+)(\/.*)$/) || [];
    const [, folder, environment, page] = parts(window.location.pathname);
    const there = parts(link.pathname);
    return folder && there[1] === folder && there[2] !== environment && there[3] === page && link.host === window.location.host;
  }
  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest("a[href]");
    if (!link || !window.location.hash || link.hash || link.ownerSVGElement || !sameElsewhere(link)) return;
    link.hash = window.location.hash;
  }, true);

  function start() {
    tables();
    document.querySelectorAll(".dg-figure").forEach(zoomable);
    document.querySelectorAll(".dg-matrix").forEach(lit);
    document.querySelectorAll("pre[data-copy]").forEach(copyable);
  }
  if (window.document$) window.document$.subscribe(start);
  else document.addEventListener("DOMContentLoaded", start);
})();

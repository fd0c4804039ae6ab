/* Draws the figures of a page in its colours, and keeps film and timeline together. */
"use strict";

const report = (() => {
  const root = document.documentElement;
  const names = JSON.parse(document.getElementById("colours").textContent);
  const narrow = 480;

  /* Colours: figures are written in the colours of the light page; each stands for a variable. */

  const painted = (value, style) => {
    if (typeof value === "string") {
      return value in names ? style.getPropertyValue(names[value]).trim() : value;
    }
    if (Array.isArray(value)) return value.map((part) => painted(part, style));
    if (value && typeof value === "object") {
      return Object.fromEntries(
        Object.entries(value).map(([key, part]) => [key, painted(part, style)])
      );
    }
    return value;
  };

  const plots = () => [...document.querySelectorAll(".plot")];

  const draw = (plot) => {
    if (!plot.offsetWidth || plot.drawn === root.dataset.theme) return;
    plot.written = plot.written || JSON.parse(document.getElementById(plot.dataset.figure).textContent);
    const { data, layout } = painted(plot.written, getComputedStyle(root));
    if (plot.offsetWidth < narrow) fit(layout);
    Plotly.react(plot, data, layout, { displayModeBar: false, responsive: true, doubleClick: false });
    plot.drawn = root.dataset.theme;
    plot.dispatchEvent(new Event("drawn"));
  };

  /* What a figure does differently on a narrow screen stands in its layout, in meta.narrow. */
  const fit = (layout) => {
    const other = (layout.meta || {}).narrow || {};
    for (const [path, value] of Object.entries(other)) {
      const keys = path.split(".");
      const last = keys.pop();
      keys.reduce((part, key) => part[key], layout)[last] = value;
    }
  };

  /* One after another, so that the page can be read and used meanwhile. */
  const drawAll = () => {
    const waiting = plots().filter((plot) => plot.drawn !== root.dataset.theme && plot.offsetWidth);
    if (!waiting.length) {
      root.dataset.drawn = root.dataset.theme;
      return;
    }
    draw(waiting[0]);
    setTimeout(drawAll, 0);
  };

  /* Light and dark */

  const button = document.getElementById("theme");
  const show = (theme) => {
    root.dataset.theme = theme;
    button.textContent = theme === "dark" ? "Light" : "Dark";
    button.setAttribute("aria-label", theme === "dark" ? "Show the page light" : "Show the page dark");
    drawAll();
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    const theme = root.dataset.theme === "dark" ? "light" : "dark";
    try { localStorage.setItem("interviews-theme", theme); } catch (refused) { /* not remembered */ }
    show(theme);
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", (change) => {
    let chosen = null;
    try { chosen = localStorage.getItem("interviews-theme"); } catch (refused) { /* none */ }
    if (!chosen) show(change.matches ? "dark" : "light");
  });

  /* Print: light, with every table open. */

  let before = null;
  addEventListener("beforeprint", () => {
    before = { theme: root.dataset.theme, open: new Set(document.querySelectorAll("details[open]")) };
    for (const part of document.querySelectorAll("details")) part.open = true;
    root.dataset.theme = "light";
    plots().forEach(draw);
  });
  addEventListener("afterprint", () => {
    for (const part of document.querySelectorAll("details")) part.open = before.open.has(part);
    show(before.theme);
  });

  /* Panels, of which the buttons of a group show one. */

  for (const group of document.querySelectorAll("[data-switch]")) {
    const buttons = [...group.querySelectorAll("button")];
    const choose = (chosen) => {
      for (const one of buttons) {
        one.setAttribute("aria-pressed", String(one === chosen));
        document.getElementById(one.dataset.panel).hidden = one !== chosen;
      }
      drawAll();
    };
    group.hidden = false;
    buttons.forEach((one) => one.addEventListener("click", () => choose(one)));
    choose(buttons[0]);
  }

  show(root.dataset.theme);
  return { plots };
})();

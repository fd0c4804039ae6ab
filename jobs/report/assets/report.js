/* Draws the figures of a page in its colours, and keeps film and timeline together. */
"use strict";

(() => {
  const root = document.documentElement;
  const names = JSON.parse(document.getElementById("colours").textContent);
  const shared = JSON.parse(document.getElementById("shared").textContent);
  const narrow = 480;

  /* Colours: figures are written in the colours of the light page; each stands for a variable. */

  const painted = (value, style) => {
    if (typeof value === "string") {
      if (value in names) return style.getPropertyValue(names[value]).trim();
      return value.replace(/color:(#[0-9a-f]{6})/g, (whole, colour) =>
        colour in names ? `color:${style.getPropertyValue(names[colour]).trim()}` : whole
      );
    }
    if (Array.isArray(value)) return value.map((part) => painted(part, style));
    if (value && typeof value === "object") {
      return Object.fromEntries(
        Object.entries(value).map(([key, part]) => [key, painted(part, style)])
      );
    }
    return value;
  };

  /* A figure with what the page holds elsewhere: see slim.py. */
  const written = (plot) => {
    const { data, layout } = JSON.parse(document.getElementById(plot.dataset.figure).textContent);
    data.forEach((trace, place) => {
      if (!("x" in trace) && place) trace.x = data[place - 1].x;
      if (trace.customdata === "table") trace.customdata = tabled(plot);
      const told = trace.hovertemplate;
      if (Array.isArray(told)) trace.hovertemplate = told.map((each) => shared.templates[each]);
    });
    for (const key of Object.keys(layout)) {
      if (/^[xy]axis/.test(key)) layout[key] = { ...shared.axis, ...layout[key] };
    }
    return { data, layout: { ...shared.layout, ...layout } };
  };

  const escaped = (text) =>
    text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

  /* The rows of the table of a figure, which may hold markup as text. */
  const tabled = (plot) => [...plot.closest("figure").querySelectorAll("tbody tr")].map((row) =>
    [...row.cells].map((cell) => escaped(cell.textContent.trim())));

  const plots = () => [...document.querySelectorAll(".plot")];

  const draw = (plot) => {
    if (!plot.offsetWidth || plot.drawn === root.dataset.theme) return;
    plot.written = plot.written || written(plot);
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

  /* Film and timeline */

  const axisOf = (plot) => plot._fullLayout && plot._fullLayout.xaxis;

  /* The second of a recording under a pointer, or null beside the plot. */
  const secondAt = (plot, clientX) => {
    const axis = axisOf(plot);
    if (!axis) return null;
    const across = clientX - plot.getBoundingClientRect().left - axis._offset;
    return across < 0 || across > axis._length ? null : axis.p2l(across);
  };

  for (const part of document.querySelectorAll(".recording")) {
    const player = part.querySelector("video, audio");
    if (!player) continue;
    const timelines = [...part.querySelectorAll(".plot")];

    const seek = (second, play) => {
      player.currentTime = second;
      follow(second);
      if (play) player.play().catch(() => { /* paused again, or not playable: said below */ });
    };

    /* Cursors lie over the plots, so that nothing is drawn anew while the film runs. */
    const follow = (second) => {
      for (const plot of timelines) {
        const axis = axisOf(plot);
        if (!axis || !plot.offsetWidth) continue;
        const cursor = plot.cursor || (plot.cursor = plot.appendChild(document.createElement("div")));
        cursor.className = "cursor";
        cursor.style.top = `${plot._fullLayout.yaxis._offset}px`;
        cursor.style.height = `${plot._fullLayout.yaxis._length}px`;
        cursor.style.transform = `translateX(${axis._offset + axis.l2p(second)}px)`;
      }
    };

    for (const plot of timelines) {
      plot.classList.add("seekable");
      plot.addEventListener("click", (click) => {
        const second = secondAt(plot, click.clientX);
        if (second !== null) seek(second, false);
      });
      plot.addEventListener("drawn", () => follow(player.currentTime));
    }
    for (const one of part.querySelectorAll("[data-seek]")) {
      one.addEventListener("click", () => seek(Number(one.dataset.seek), true));
    }
    player.addEventListener("timeupdate", () => follow(player.currentTime));
    addEventListener("resize", () => setTimeout(() => follow(player.currentTime), 300));
    const broken = () => {
      part.querySelector(".unplayable").hidden = !player.error;
      for (const each of part.querySelectorAll(".choose")) each.hidden = Boolean(player.error);
    };
    player.addEventListener("error", broken);
    broken();

    /* Captions come from the page, as file:// forbids <track>; sound shows them below. */
    const cues = part.querySelector(".cues");
    if (cues) {
      const track = player.addTextTrack("captions", "Transcript", "en");
      for (const [start, end, text] of JSON.parse(cues.textContent)) {
        const cue = new VTTCue(start, end, "");
        cue.text = escaped(text);
        cue.plain = text;
        track.addCue(cue);
      }
      const film = player.tagName === "VIDEO";
      track.mode = film ? "showing" : "hidden";
      const caption = part.querySelector(".caption");
      caption.hidden = film;
      track.addEventListener("cuechange", () => {
        caption.textContent = [...track.activeCues].map((cue) => cue.plain).join(" ");
      });
    }
  }

  show(root.dataset.theme);
})();

/* The candidates of the night page: found, sorted and turned over page by page. */
"use strict";

(() => {
  const { cohorts, reasons, dates, rows } = JSON.parse(
    document.getElementById("candidates-json").textContent
  );
  const emotions = ["angry", "disgust", "fear", "happy", "sad", "surprise", "neutral"];
  const perPage = 25;
  const search = document.getElementById("search");
  const status = document.getElementById("found");
  const body = document.querySelector("#people tbody");
  const headers = [...document.querySelectorAll("#people thead th")];
  const previous = document.getElementById("previous");
  const next = document.getElementById("next");

  /* Without accents and letter case: who searches "zoe" finds Zoë. */
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const collator = new Intl.Collator("en", { numeric: true });

  const people = rows.map(([id, page, cohort, reason, emotion, percent, answers, failed, date]) => ({
    id,
    page: "candidates/" + encodeURIComponent(page) + ".html",
    cohort: cohorts[cohort],
    reasons: reason < 0 ? "" : reasons[reason],
    usable: reason < 0,
    emotion: emotion < 0 ? "" : emotions[emotion],
    percent,
    answers,
    failed,
    date: dates[date],
    searched: plain(id + "\n" + cohorts[cohort]),
  }));

  /* What a column sorts by; never a score. */
  const keys = [
    (one) => one.id,
    (one) => one.emotion || "\uffff",
    (one) => (one.usable ? "" : "no: " + one.reasons),
    (one) => one.answers,
    (one) => one.failed,
    (one) => one.date,
  ];
  const compared = (a, b) =>
    typeof a === "number" ? a - b : collator.compare(a, b);

  let column = 0;
  let direction = 1;
  let first = 0;
  let found = people;

  const element = (name, text, parent) => {
    const made = document.createElement(name);
    if (text !== undefined) made.textContent = text;
    if (parent) parent.append(made);
    return made;
  };

  const row = (one) => {
    const tr = document.createElement("tr");
    const name = element("th", undefined, tr);
    name.scope = "row";
    const link = element("a", undefined, name);
    link.href = one.page;
    link.title = one.id.length > 60 ? one.id : "";
    element("bdi", one.id, link);
    if (one.cohort) element("small", one.cohort, name).className = "quiet";
    element("td", one.emotion ? `${one.emotion} ${one.percent}\u202f%` : "–", tr);
    const usable = element("td", one.usable ? "yes" : "no", tr);
    if (!one.usable && one.reasons) element("small", one.reasons, usable).className = "quiet";
    for (const value of [one.answers, one.failed, one.date]) {
      element("td", String(value), tr).className = "extra";
    }
    return tr;
  };

  const show = () => {
    const last = Math.min(first + perPage, found.length);
    body.replaceChildren(...found.slice(first, last).map(row));
    const total = people.length.toLocaleString("en");
    const count = found.length.toLocaleString("en");
    const which = search.value.trim() ? `${count} of ${total} candidates found` : `${total} candidates`;
    const shown = found.length > perPage ? `, ${first + 1} to ${last} shown` : "";
    status.textContent = which + shown + ".";
    previous.disabled = first === 0;
    next.disabled = last >= found.length;
    document.getElementById("pager").hidden = found.length <= perPage;
  };

  const look = () => {
    const words = plain(search.value).split(/\s+/).filter(Boolean);
    found = people.filter((one) => words.every((word) => one.searched.includes(word)));
    const key = keys[column];
    found.sort((a, b) => direction * compared(key(a), key(b)) || collator.compare(a.id, b.id));
    first = 0;
    show();
  };

  headers.forEach((header, number) => {
    header.querySelector("button").addEventListener("click", () => {
      direction = column === number ? -direction : 1;
      column = number;
      for (const each of headers) each.removeAttribute("aria-sort");
      header.setAttribute("aria-sort", direction > 0 ? "ascending" : "descending");
      look();
    });
  });
  const turn = (by) => {
    first += by * perPage;
    show();
    document.getElementById("people").scrollIntoView({ block: "start" });
  };
  previous.addEventListener("click", () => turn(-1));
  next.addEventListener("click", () => turn(1));
  search.addEventListener("input", look);
  document.getElementById("finder").hidden = false;
  look();
})();

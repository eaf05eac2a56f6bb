"use strict";
// Reads out a period of a headline figure under it: where the pointer is, or by the arrow keys.
for (const figure of document.querySelectorAll("figure[data-readings]")) {
  const rows = JSON.parse(figure.querySelector("script").textContent);
  const frame = figure.querySelector(".scroll");
  const panel = figure.querySelector(".reading");
  const strips = Array.from(figure.querySelectorAll(".strips rect"));
  let at = -1;

  const element = (name, text, className) => {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    if (className) made.className = className;
    return made;
  };

  const act = ([date, text, who, score, url, outlet]) => {
    const item = element("li");
    item.append(element("span", date, "when"), ` ${text} `);
    const side = score.startsWith("−") ? "conflict" : score.startsWith("+") ? "cooperation" : "neutral";
    const about = element("span", `${who}, `, "meta");
    about.append(element("span", score, side));
    if (url) {
      const link = element("a", outlet || "source");
      link.href = url;
      link.rel = "noopener noreferrer";
      about.append(", ", link);
    } else if (outlet) about.append(`, ${outlet}`);
    item.append(about);
    return item;
  };

  const show = (next) => {
    if (next === at || next < 0 || next >= rows.length) return;
    if (at >= 0) strips[at].classList.remove("on");
    at = next;
    strips[at].classList.add("on");
    const [when, told, acts] = rows[at];
    const head = element("p");
    head.append(element("strong", when), ` ${told}`);
    const list = element("ol", "", "acts");
    list.append(...acts.map(act));
    panel.classList.add("read");
    panel.replaceChildren(head, ...(acts.length ? [list] : []));
  };

  const year = Number(figure.dataset.year);
  const steps = { ArrowLeft: -1, ArrowRight: 1, PageUp: -year, PageDown: year };
  frame.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    let next;
    if (event.key === "Home") next = 0;
    else if (event.key === "End") next = rows.length - 1;
    else if (event.key in steps) next = (at < 0 ? rows.length - 1 : at + steps[event.key]);
    else return;
    event.preventDefault();
    show(Math.min(Math.max(next, 0), rows.length - 1));
    strips[at].scrollIntoView({ block: "nearest", inline: "nearest" });
  });
  // The title that a browser shows by itself would lie over what is read out below.
  for (const strip of strips) strip.querySelector("title").remove();
  const point = (event) => {
    const strip = event.target.closest(".strips rect");
    if (strip) show(Number(strip.dataset.at));
  };
  frame.addEventListener("pointermove", point);
  frame.addEventListener("pointerdown", point);
  panel.hidden = false;
}

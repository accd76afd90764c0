// Joins what was read to where it stands. All markup and all words are in the page; nothing here makes HTML of text.
"use strict";

const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const data = JSON.parse($("#data").textContent);
const pages = $("#pages");
const sheets = $$(".sheet");
/** The chosen value, a `tr`, or the chosen finding, a `button`. */
let chosen = null;
/** The finding that was jumped to last, from which `f` goes on. */
let lastFinding = null;

const namesOf = (box) => box.dataset.for.split(" ");
const boxesOf = (name) => $$(`.box[data-for~="${CSS.escape(name)}"]`);
const form = () => $(".form:not([hidden])");
/** The values of the form in view that can be stepped through, in order. */
const stops = () => (form() ? $$("tr.cell:has(.value)", form()).filter((row) => row.offsetParent) : []);
const findings = () => (form() ? $$(".finding button", form()) : []);

// Choosing.

function choose(element) {
  if (!element) return;
  letGo();
  show(element);
  chosen = element;
  element.classList.add("chosen");
  // Before anything is scrolled: what is said takes its room from the pages and tables.
  describe(element);
  const boxes = boxesOf(element.id);
  boxes.forEach((box) => box.classList.add("chosen"));
  if (boxes[0]) boxes[0].scrollIntoView({ block: "center", inline: "nearest" });
  else toPage(data.values[element.id]?.page ?? element.dataset.page);
  element.scrollIntoView({ block: "nearest" });
  const button = element.matches("tr") ? $(".value", element) : element;
  rove(button);
  button.focus({ preventScroll: true });
  history.replaceState(null, "", "#" + encodeURIComponent(element.id));
}

function letGo() {
  $$(".chosen, .pointed").forEach((element) => element.classList.remove("chosen", "pointed"));
  chosen = null;
}

/** Brings the form of an element into view, and its state if the legend hides it. */
function show(element) {
  const owner = element.closest(".form");
  if (owner?.hidden) chooseForm(owner.dataset.form);
  const state = [...element.classList].find((name) => document.body.classList.contains("hide-" + name));
  if (state) filter(state, true);
}

function chooseForm(number) {
  $$(".form").forEach((element) => (element.hidden = element.dataset.form !== number));
  $$(".tab").forEach((tab) => tab.setAttribute("aria-pressed", tab.dataset.form === number));
}

function chooseFinding(button) {
  lastFinding = button;
  const target = button.dataset.target && document.getElementById(button.dataset.target);
  if (target?.matches("tr") && $(".value", target)) return choose(target);
  choose(button);
  if (target && target !== button) {
    // A whole row or table is in doubt.
    show(target);
    target.classList.add("pointed");
    target.scrollIntoView({ block: "nearest" });
    const first = $$("tr.cell", target).flatMap((row) => boxesOf(row.id))[0];
    first?.scrollIntoView({ block: "center" });
  }
}

/** A box may hold several values: a further click goes on to the next of them. */
function chooseBox(box) {
  const names = namesOf(box);
  const next = names[(names.indexOf(chosen?.id) + 1) % names.length];
  choose(document.getElementById(next));
}

function step(list, by) {
  const at = list.indexOf(chosen);
  return list[at < 0 ? (by > 0 ? 0 : list.length - 1) : Math.min(Math.max(at + by, 0), list.length - 1)];
}

/** Goes through the findings of the form in view, round and round. */
function stepFinding(by) {
  const list = findings();
  if (!list.length) return;
  const at = list.indexOf(lastFinding);
  chooseFinding(list[at < 0 ? (by > 0 ? 0 : list.length - 1) : (at + by + list.length) % list.length]);
}

/** One value of a form is a stop of the Tab key; the arrows lead to the others. */
function rove(button) {
  if (!button.matches(".value")) return;
  $$('.value[tabindex="0"]', button.closest(".form")).forEach((other) => (other.tabIndex = -1));
  button.tabIndex = 0;
}

// What is said about the chosen value.

const word = (name) => $("[data-word=" + name + "]").textContent;

function part(tag, text, name = "") {
  const element = document.createElement(tag);
  element.textContent = text;
  element.className = name;
  return element;
}

function describe(element) {
  const value = data.values[element.id];
  const detail = $("#detail");
  if (!value) return detail.replaceChildren(part("span", $(".message", element).textContent));
  const column = data.columns[element.id.replace(/^\d+:/, "").replace(/\.\d+\./, ".")];
  const text = $(".value", element).textContent;
  const parts = [part("code", element.id), part("b", text)];
  if (value.method) parts.push(part("span", word(value.method) + (value.page ? ` · ${word("page")} ${value.page}` : "")));
  if (value.raw) parts.push(part("span", `${word("prints")}: ${value.raw}`, "prints"));
  if (value.doubtful) parts.push(part("span", word("doubtful"), "quiet"));
  value.findings.forEach((message) => parts.push(part("span", message, "says doubt")));
  if (column) {
    const meaning = text === "null" && column.null ? ` (${word("null")}: ${column.null})` : "";
    parts.push(part("span", (column.says + meaning).replaceAll("`", ""), "says"));
  }
  detail.replaceChildren(...parts);
}

// Pages and zoom.

const currentPage = () => {
  const middle = pages.getBoundingClientRect().top + pages.clientHeight / 3;
  return sheets.findLast((sheet) => sheet.getBoundingClientRect().top <= middle) ?? sheets[0];
};

function toPage(number) {
  $("#page-" + number)?.scrollIntoView({ block: "start" });
}

function turn(by) {
  sheets[sheets.indexOf(currentPage()) + by]?.scrollIntoView({ block: "start" });
}

let zoom = 1;
function setZoom(wanted) {
  const at = pages.scrollTop / pages.scrollHeight;
  zoom = Math.min(Math.max(wanted, 0.4), 4);
  pages.style.setProperty("--zoom", zoom);
  pages.scrollTo({ top: at * pages.scrollHeight, behavior: "instant" });
}

// States and language.

function filter(state, visible) {
  document.body.classList.toggle("hide-" + state, !visible);
  $$(`.chip[data-state=${state}]`).forEach((chip) => chip.setAttribute("aria-pressed", visible));
}

function speak(language) {
  document.documentElement.lang = language === "zh" ? "zh-Hant" : "en";
  $$("[data-en]").forEach((element) => (element.textContent = element.dataset[language]));
  const label = language === "zh" ? "labelZh" : "labelEn";
  $$("[data-label-en]").forEach((element) => {
    element.setAttribute("aria-label", element.dataset[label]);
    if (element.title) element.title = element.dataset[label];
  });
  if (chosen) describe(chosen);
}

const otherLanguage = () => speak(document.documentElement.lang.startsWith("zh") ? "en" : "zh");

// Wiring.

document.addEventListener("click", ({ target }) => {
  const on = (selector) => target.closest(selector);
  if (on(".box")) chooseBox(on(".box"));
  else if (on(".finding button")) chooseFinding(on(".finding button"));
  else if (on(".tab")) chooseForm(on(".tab").dataset.form);
  else if (on(".chip")) filter(on(".chip").dataset.state, on(".chip").getAttribute("aria-pressed") === "false");
  else if (on("tr.cell:has(.value)") && !String(getSelection())) choose(on("tr.cell"));
});

const buttons = {
  "page-back": () => turn(-1), "page-on": () => turn(1), language: otherLanguage,
  "zoom-in": () => setZoom(zoom * 1.25), "zoom-out": () => setZoom(zoom / 1.25), "zoom-fit": () => setZoom(1),
  "help-open": () => $("#help").showModal(),
};
for (const [id, act] of Object.entries(buttons)) $("#" + id)?.addEventListener("click", act);
$("#page")?.addEventListener("change", ({ target }) => toPage(target.value));
pages.addEventListener("scroll", () => {
  const sheet = currentPage();
  if (sheet && $("#page")) $("#page").value = sheet.dataset.page;
}, { passive: true });

const keys = {
  j: () => choose(step(stops(), 1)), k: () => choose(step(stops(), -1)),
  ArrowDown: () => choose(step(stops(), 1)), ArrowUp: () => choose(step(stops(), -1)),
  f: () => stepFinding(1), F: () => stepFinding(-1),
  "[": () => turn(-1), "]": () => turn(1), l: otherLanguage, "?": buttons["help-open"],
  "+": buttons["zoom-in"], "=": buttons["zoom-in"], "-": buttons["zoom-out"], 0: buttons["zoom-fit"],
  Escape: () => { letGo(); history.replaceState(null, "", location.pathname + location.search); },
};
document.addEventListener("keydown", (event) => {
  const isTyped = event.ctrlKey || event.metaKey || event.altKey || event.target.matches("select");
  if (isTyped || $("#help").open || !Object.hasOwn(keys, event.key)) return;
  event.preventDefault();
  keys[event.key]();
});

function follow() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target?.matches(".finding button")) chooseFinding(target);
  else if (target?.matches("tr.cell:has(.value)")) choose(target);
  else if (target) { show(target); target.classList.add("pointed"); target.scrollIntoView(); }
}
addEventListener("hashchange", follow);
$$(".form").forEach((each) => { const first = $(".value", each); if (first) first.tabIndex = 0; });
follow();

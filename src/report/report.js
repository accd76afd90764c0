"use strict";
// The page says everything but the grid without this script, which draws the grid a page of issuers at a time,
// switches the language and copies commands.
const data = JSON.parse(document.getElementById("data").textContent);
const $ = (id) => document.getElementById(id);
const make = (tag, of, ...children) => {
  const element = Object.assign(document.createElement(tag), of);
  element.append(...children);
  return element;
};
const ON_A_PAGE = 50;
// Cells are as wide as the months and the gaps between years leave room for, between these.
const [ROOM, GAP, NARROW, BROAD] = [930, 4, 3, 20];
const gaps = (GAP * data.months) / 12;
const cellWidth = Math.max(NARROW, Math.min(BROAD, Math.floor((ROOM - gaps) / data.months) - 1));
let language = "en";
let page = 0;

// Issuers, their order, and the page that is shown.
const count = (states, letter) => states.split(letter).length - 1;
const issuers = data.issuers.map(([code, english, chinese, states, errors]) => ({
  code, english, chinese, states, errors,
  missing: count(states, "m"), flagged: count(states, "e"), total: errors.reduce((sum, each) => sum + each, 0),
  sought: `${code} ${english} ${chinese}`.toLowerCase(),
}));
const orders = {
  worst: (a, b) => b.flagged + b.missing - a.flagged - a.missing || b.total - a.total,
  missing: (a, b) => b.missing - a.missing,
  code: () => 0,
};
const byCode = (a, b) => (a.code < b.code ? -1 : 1);
const wanted = () => {
  const words = $("search").value.toLowerCase().split(/\s+/);
  const order = orders[$("order").value];
  return issuers.filter((one) => words.every((word) => one.sought.includes(word))).sort((a, b) => order(a, b) || byCode(a, b));
};

// Months of the dataset, year by year.
const years = [];
for (let at = 0; at < data.months; at++) {
  const month = data.first[1] - 1 + at;
  const year = data.first[0] + Math.floor(month / 12);
  if (!years.length || years[years.length - 1].year !== year) years.push({ year, months: [] });
  years[years.length - 1].months.push({ at, name: `${year}-${String((month % 12) + 1).padStart(2, "0")}` });
}

const nameOf = (one) => (language === "zh" ? one.chinese || one.english : one.english || one.chinese);
const tell = (one, month) => {
  const letter = one.states[month.at];
  const errors = letter === "e" ? `: ${one.errors[count(one.states.slice(0, month.at), "e")]} ${data.words.errors[language]}` : "";
  return `${one.code} ${nameOf(one)} · ${month.name} · ${data.states[letter] ? data.states[letter][language] : "–"}${errors}`;
};

const rowOf = (one) => {
  const row = make("div", { className: "row" });
  row.setAttribute("role", "row");
  const issuer = make("div", { className: "issuer", title: nameOf(one) }, make("b", {}, one.code), nameOf(one));
  issuer.setAttribute("role", "rowheader");
  row.append(issuer);
  for (const { months } of years) {
    row.append(make("div", { className: "year" }, ...months.map((month) => {
      const letter = one.states[month.at];
      const cell = make("div", { className: `cell${letter === " " ? "" : ` state-${letter}`}`, tabIndex: -1 });
      cell.setAttribute("role", "gridcell");
      if (letter !== " ") {
        cell.title = tell(one, month);
        cell.setAttribute("aria-label", cell.title);
      }
      return cell;
    })));
  }
  return row;
};

function draw() {
  if (!data.first) return;
  const all = wanted();
  page = Math.max(0, Math.min(page, Math.ceil(all.length / ON_A_PAGE) - 1));
  const from = page * ON_A_PAGE;
  const shown = all.slice(from, from + ON_A_PAGE);
  const head = make("div", { className: "row years" }, make("div", { className: "issuer" }));
  head.append(...years.map(({ year, months }) =>
    make("div", { className: "year", style: `width:${months.length * (cellWidth + 1) - 1}px` }, months.length * cellWidth > 24 ? String(year) : "")));
  $("grid").replaceChildren(head, ...shown.map(rowOf));
  const first = $("grid").querySelector(".cell[aria-label]");
  if (first) first.tabIndex = 0;
  const words = data.words.page[language];
  $("place").textContent = words.replace("{from}", shown.length ? from + 1 : 0).replace("{to}", from + shown.length).replace("{all}", all.length);
  $("back").disabled = page === 0;
  $("on").disabled = from + ON_A_PAGE >= all.length;
}

// Arrow keys move from month to month and from issuer to issuer.
function move(event) {
  const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
  const cell = event.target.closest(".cell");
  if (!step || !cell) return;
  event.preventDefault();
  const rows = [...$("grid").querySelectorAll(".row:not(.years)")];
  const cells = rows.map((row) => [...row.querySelectorAll(".cell")]);
  const row = rows.indexOf(cell.closest(".row"));
  const next = cells[row + step[0]]?.[cells[row].indexOf(cell) + step[1]];
  if (!next) return;
  cell.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}
const told = (event) => {
  const cell = event.target.closest(".cell");
  if (cell) $("told").textContent = cell.title || "\u00a0";
};

function speak(next) {
  language = next;
  document.documentElement.lang = next === "zh" ? "zh-Hant" : "en";
  document.querySelectorAll("[data-en]").forEach((element) => (element.textContent = element.dataset[next]));
  draw();
}

async function copy(button) {
  const words = button.querySelector("span");
  try {
    await navigator.clipboard.writeText(button.dataset.command);
    words.textContent = data.words.copied[language];
  } catch {
    words.textContent = button.dataset.command;
  }
}

$("grid").style.setProperty("--cell", `${cellWidth}px`);
$("grid").addEventListener("keydown", move);
$("grid").addEventListener("focusin", told);
$("grid").addEventListener("mouseover", told);
$("search").addEventListener("input", () => { page = 0; draw(); });
$("order").addEventListener("change", () => { page = 0; draw(); });
$("search").form.addEventListener("submit", (event) => event.preventDefault());
$("back").addEventListener("click", () => { page -= 1; draw(); });
$("on").addEventListener("click", () => { page += 1; draw(); });
$("language").addEventListener("click", () => speak(language === "en" ? "zh" : "en"));
document.addEventListener("click", (event) => {
  const button = event.target.closest("button.copy");
  if (button) copy(button);
});
draw();

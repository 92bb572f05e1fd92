// What the walk asks of a page.

function isSeen(el) {
  return el.getClientRects().length > 0 && getComputedStyle(el).visibility !== "hidden";
}

function nameOf(el) {
  const own = el.getAttribute("aria-label") || el.title || el.textContent || el.value || "";
  const drawn = [...el.querySelectorAll("img[alt],[aria-label],svg title")];
  return own.trim() || drawn.map((x) => x.alt || x.getAttribute("aria-label") || x.textContent).join("").trim();
}

// Its head, controls nobody can name, ids twice, all that can be read, where it leads.
function look() {
  const all = (what) => [...document.querySelectorAll(what)];
  const shown = (el) => el.outerHTML.slice(0, 160);
  const ids = all("[id]").map((el) => el.id);
  const controls = all("input:not([type=hidden]):not([type=submit]):not([type=button]),select,textarea");
  const isNamed = (el) => el.labels.length || el.getAttribute("aria-label") || el.getAttribute("aria-labelledby");
  const hints = all("[title],[aria-label],[placeholder],option").map((el) =>
    [el.title, el.getAttribute("aria-label"), el.placeholder, el.tagName === "OPTION" ? el.text : ""].join("\n"));
  return {
    title: document.title,
    lang: document.documentElement.lang,
    h1: document.querySelectorAll("h1").length,
    unnamed: controls.filter((el) => isSeen(el) && !isNamed(el)).map(shown),
    silent: all("a[href],button").filter((el) => isSeen(el) && !nameOf(el)).map(shown),
    twice: ids.filter((id, n) => ids.indexOf(id) !== n),
    unlit: all("img:not([alt])").map(shown),
    text: [document.body.innerText, ...hints].join("\n"),
    links: all("a[href]").map((el) => el.href),
  };
}

// By how much the page is wider than its window, and what sticks out; empty where nothing does.
function width() {
  const page = document.documentElement, wide = page.scrollWidth - page.clientWidth;
  if (wide <= 0) return "";
  const right = (el) => el.getBoundingClientRect().right;
  const out = [...document.querySelectorAll("body *")].filter((el) => right(el) > page.clientWidth + 1);
  return wide + " px: " + out.slice(0, 3).map((el) => el.outerHTML.slice(0, 120)).join(" | ");
}

function parsed(colour) {
  const parts = colour.match(/[\d.]+/g).map(Number);
  return parts.length < 4 ? [...parts, 1] : parts;
}

function lightness(colour) {
  const [r, g, b] = colour.slice(0, 3).map((v) => v / 255)
    .map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function laid(over, under) {
  return [0, 1, 2].map((n) => over[n] * over[3] + under[n] * (1 - over[3])).concat(1);
}

// The plain colour behind an element; nothing where a picture lies there.
function behind(el) {
  const layers = [];
  for (let up = el; up; up = up.parentElement) {
    const style = getComputedStyle(up), colour = parsed(style.backgroundColor);
    if (style.backgroundImage !== "none") return null;
    if (colour[3] > 0) layers.push(colour);
    if (colour[3] === 1) break;
  }
  return layers.reverse().reduce((under, over) => laid(over, under), [255, 255, 255, 1]);
}

// WCAG AA: visible texts too pale for what lies behind them.
function contrast() {
  const found = new Map(), skipped = "svg,[disabled],option,.skip,script,style";
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const el = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || !isSeen(el) || el.closest(skipped)) continue;
    const style = getComputedStyle(el), ground = behind(el);
    if (!ground || Number(style.opacity) < 1 || el.getBoundingClientRect().width < 2) continue;
    const [a, b] = [lightness(laid(parsed(style.color), ground)), lightness(ground)].sort((x, y) => y - x);
    const size = parseFloat(style.fontSize), isBold = Number(style.fontWeight) >= 700;
    const needed = size >= 24 || (size >= 18.66 && isBold) ? 3 : 4.5, ratio = (a + 0.05) / (b + 0.05);
    if (ratio < needed - 0.01) found.set(el.className + el.tagName, ratio.toFixed(2) + " " + el.outerHTML.slice(0, 120));
  }
  return [...found.values()];
}

/* The only script of ours. Every page works without it; with it the drawer opens in place, counts are typed by the
   keyboard with their sums beside them, and nothing typed is lost without a question. Sums here are a mirror: the
   server decides. */
(function () {
  "use strict";
  var doc = document;
  doc.documentElement.classList.add("js");

  /* ---- drawer: htmx fills it, Escape closes it and gives the focus back to the figure */
  var asked = null;
  function drawer() { return doc.getElementById("so-lieu"); }
  function lit(figure) {
    doc.querySelectorAll('.fig[aria-expanded="true"]').forEach(function (a) { a.setAttribute("aria-expanded", "false"); });
    if (figure) figure.setAttribute("aria-expanded", "true");
  }
  function close() {
    var d = drawer();
    if (!d || !d.classList.contains("open")) return false;
    d.classList.remove("open");
    d.textContent = "";
    doc.body.classList.remove("with-drawer");
    var back = asked && doc.contains(asked) ? asked : doc.querySelector('.fig[aria-expanded="true"]');
    lit(null);
    if (back) back.focus({ preventScroll: true });
    asked = null;
    var url = new URL(location.href);
    if (url.searchParams.has("so")) {
      url.searchParams.delete("so");
      url.hash = "";
      history.replaceState(history.state, "", url);
    }
    return true;
  }
  doc.addEventListener("htmx:beforeRequest", function (e) {
    var a = e.target.closest && e.target.closest(".fig");
    if (a) asked = a;
  });
  doc.addEventListener("htmx:afterSettle", function () {
    var d = drawer();
    if (!d || !asked) return;
    doc.body.classList.toggle("with-drawer", d.classList.contains("open"));
    if (!d.classList.contains("open")) return;
    lit(asked);
    d.focus({ preventScroll: true });
    asked.scrollIntoView({ block: "nearest" });
  });
  doc.addEventListener("htmx:responseError", function (e) {
    /* the plain link still works: follow it, the server says what is wrong */
    var a = e.target.closest && e.target.closest("a[href]");
    if (a) location.assign(a.href);
  });
  doc.addEventListener("click", function (e) {
    var a = e.target.closest("[data-close]");
    if (a && close()) e.preventDefault();
    var print = e.target.closest("[data-print]");
    if (print) window.print();
    doc.querySelectorAll("details.menu[open]").forEach(function (menu) {
      if (!menu.contains(e.target)) menu.open = false;
    });
  });
  doc.addEventListener("keydown", function (e) {
    if (e.key !== "Escape") return;
    var menu = doc.querySelector("details.menu[open]");
    if (menu) { menu.open = false; menu.querySelector("summary").focus(); return; }
    close();
  });

  /* ---- numbers as they are read here: 11.836 */
  function shown(n) { return String(n).replace(/\B(?=(\d{3})+(?!\d))/g, "."); }
  function typed(input) {
    var text = input.value.replace(/[\s.]/g, "");
    return /^\d+$/.test(text) ? parseInt(text, 10) : null;
  }

  /* ---- typed counts: sums of the column, totals of the rows, identities beside them */
  function sums() {
    var values = {};
    doc.querySelectorAll("[data-tally]").forEach(function (table) {
      var ceiling = table.dataset.ceiling ? parseInt(table.dataset.ceiling, 10) : null;
      var sum = 0, all = 0, missing = false;
      table.querySelectorAll("input[data-vote]").forEach(function (input) {
        var n = typed(input), before = parseInt(input.dataset.before || "0", 10);
        if (n === null) missing = true;
        sum += n || 0;
        all += (n || 0) + before;
        var total = input.closest("tr").querySelector("[data-row-total]");
        if (total) total.textContent = shown((n || 0) + before);
        var wrong = input.value.trim() !== "" && (n === null || (ceiling !== null && n > ceiling));
        if (wrong) input.setAttribute("aria-invalid", "true");
        else if (input.dataset.touched) input.removeAttribute("aria-invalid");
      });
      var a = table.querySelector('[data-sum="votes"]'), b = table.querySelector('[data-sum="all"]');
      if (a) a.textContent = shown(sum);
      if (b) b.textContent = shown(all);
      values.votes = missing ? null : sum;
      values.votes_so_far = sum;
    });
    doc.querySelectorAll("input[data-count]").forEach(function (input) { values[input.dataset.count] = typed(input); });
    doc.querySelectorAll("[data-balance] tr[data-sign]").forEach(function (row) { judge(row, values); });
  }
  function judge(row, values) {
    var totals = {}, known = true, live = false;
    ["left", "right"].forEach(function (side) {
      totals[side] = 0;
      row.querySelectorAll('[data-side="' + side + '"] [data-n]').forEach(function (term) {
        var key = term.dataset.v;
        if (key && Object.prototype.hasOwnProperty.call(values, key)) {
          live = true;
          term.dataset.n = values[key] === null ? "" : String(values[key]);
          term.textContent = values[key] === null ? "–" : shown(values[key]);
        }
        if (term.dataset.n === "") known = false;
        else totals[side] += parseInt(term.dataset.n, 10) * parseInt(term.dataset.x || "1", 10);
      });
    });
    if (!live) return;
    var cell = row.querySelector("[data-verdict]"), gap = totals.left - totals.right, sign = row.dataset.sign;
    var holds = sign === "=" ? gap === 0 : sign === "≤" ? gap <= 0 : gap >= 0;
    var span = doc.createElement("span");
    span.className = !known ? "wait" : holds ? "ok" : "no";
    span.textContent = !known ? cell.dataset.wait : holds ? cell.dataset.yes
      : (gap > 0 ? cell.dataset.short : cell.dataset.over) + " " + shown(Math.abs(gap));
    cell.replaceChildren(span);
    row.classList.toggle("bad", known && !holds);
  }
  doc.addEventListener("input", function (e) {
    if (!e.target.matches("[data-vote],[data-count]")) return;
    e.target.dataset.touched = "1";
    sums();
  });
  /* a count is typed over, not into; F2 goes into it */
  var fresh = null;
  doc.addEventListener("focusin", function (e) {
    if (!e.target.matches("[data-vote],[data-count]")) return;
    e.target.select();
    fresh = e.target;
  });
  doc.addEventListener("mouseup", function (e) {
    if (e.target === fresh) e.preventDefault();
    fresh = null;
  });
  function neighbour(input, step) {
    var scope = input.closest("[data-tally]") || input.closest("form") || doc;
    var all = Array.prototype.filter.call(scope.querySelectorAll("[data-vote],[data-count]"), function (i) {
      return !i.disabled && !i.readOnly;
    });
    return all[all.indexOf(input) + step];
  }
  doc.addEventListener("keydown", function (e) {
    if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === "s") {
      var form = doc.querySelector("form[data-save]");
      if (form) { e.preventDefault(); form.requestSubmit(form.querySelector("[data-default]") || undefined); }
      return;
    }
    if (!e.target.matches || !e.target.matches("[data-vote],[data-count]")) return;
    var step = e.key === "Enter" || e.key === "ArrowDown" ? 1 : e.key === "ArrowUp" ? -1 : 0;
    if (step) {
      var next = neighbour(e.target, step);
      e.preventDefault();
      if (next) next.focus();
      else if (step > 0 && e.key === "Enter") {
        var save = e.target.form && e.target.form.querySelector("[data-default]");
        if (save) save.focus();
      }
    } else if (e.key === "F2") {
      e.preventDefault();
      e.target.setSelectionRange(e.target.value.length, e.target.value.length);
    }
  });

  /* ---- nothing typed is lost without a question: the browser asks in its own words */
  var dirty = false;
  doc.addEventListener("input", function (e) { if (e.target.closest("form[data-unsaved]")) dirty = true; });
  doc.addEventListener("submit", function () { dirty = false; });
  window.addEventListener("beforeunload", function (e) { if (dirty) e.preventDefault(); });

  /* ---- files can be dropped on their field */
  doc.addEventListener("dragover", function (e) {
    var drop = e.target.closest && e.target.closest(".drop");
    if (drop) { e.preventDefault(); drop.classList.add("over"); }
  });
  doc.addEventListener("dragleave", function (e) {
    var drop = e.target.closest && e.target.closest(".drop");
    if (drop && !drop.contains(e.relatedTarget)) drop.classList.remove("over");
  });
  doc.addEventListener("drop", function (e) {
    var drop = e.target.closest && e.target.closest(".drop");
    if (!drop) return;
    e.preventDefault();
    drop.classList.remove("over");
    var input = drop.querySelector("input[type=file]");
    if (input && e.dataTransfer.files.length) input.files = e.dataTransfer.files;
  });

  function ready() {
    doc.querySelectorAll("[data-print]").forEach(function (b) { b.hidden = false; });
    var first = doc.querySelector("[data-focus]");
    if (first) first.focus({ preventScroll: true });
    var d = drawer();
    if (d && d.classList.contains("open")) d.focus({ preventScroll: true });
    sums();
  }
  if (doc.readyState === "loading") doc.addEventListener("DOMContentLoaded", ready);
  else ready();
})();

// Larger type is remembered in this browser alone; "In bài" opens the printer. Without this file both are plain links.
(() => {
  "use strict";
  const root = document.documentElement;
  const KEY = "co-chu";
  const read = () => { try { return localStorage.getItem(KEY); } catch { return null; } };
  const keep = (value) => { try { localStorage.setItem(KEY, value); } catch { /* the browser keeps nothing */ } };
  const links = document.querySelectorAll("[data-type]");
  const show = (large) => {
    root.classList.toggle("lon", large);
    for (const link of links) link.textContent = large ? "Cỡ chữ thường" : "Cỡ chữ lớn";
  };
  if (root.classList.contains("lon") || read() === "lon") show(true);
  for (const link of links) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      const large = !root.classList.contains("lon");
      keep(large ? "lon" : "thuong");
      show(large);
    });
  }
  const print = document.querySelector("[data-print]");
  if (print) print.addEventListener("click", (event) => { event.preventDefault(); window.print(); });
  if (root.classList.contains("in")) window.print();
})();

/* Wagtail starts its choosers and inline panels by scripts within the page. The desk runs no such script: the
   templates leave a mark instead, and what carries one is started here, also in parts that come later. */
(() => {
  "use strict";
  const starters = new Set(["initDateChooser", "initDateTimeChooser", "initTimeChooser", "InlinePanel"]);
  const choosers = new Set(["Chooser", "PageChooser", "ImageChooser", "DocumentChooser", "TaskChooser"]);

  const start = (mark) => {
    const name = mark.dataset.start;
    if (!(starters.has(name) || choosers.has(name)) || mark.dataset.started || typeof window[name] !== "function") return;
    mark.dataset.started = "1";
    const options = JSON.parse(mark.dataset.options || "{}");
    if (name === "InlinePanel") new window.InlinePanel(options);
    else if (choosers.has(name)) new window[name](mark.dataset.of, options);
    else window[name](mark.dataset.of, options);
  };

  const startAll = (root) => {
    if (root.matches?.("template[data-start]")) start(root);
    root.querySelectorAll?.("template[data-start]").forEach(start);
  };

  document.addEventListener("DOMContentLoaded", () => {
    startAll(document);
    new MutationObserver((changes) => {
      for (const change of changes) for (const node of change.addedNodes) startAll(node);
    }).observe(document.body, { childList: true, subtree: true });
  });
})();

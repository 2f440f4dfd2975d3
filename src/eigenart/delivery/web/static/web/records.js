// A link to one entry of My data opens what hides it and its own actions. Without this file the browser scrolls there.
(() => {
  "use strict";

  const reveal = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    let around = target.parentElement?.closest("details");
    while (around) {
      around.open = true;
      around = around.parentElement?.closest("details");
    }
    if (target.matches(".ei-fact")) {
      target.querySelector("details")?.setAttribute("open", "");
      target.focus({ preventScroll: true });
    }
    target.scrollIntoView();
  };

  addEventListener("hashchange", reveal);
  addEventListener("DOMContentLoaded", reveal);
})();

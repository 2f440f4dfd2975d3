// What HTML alone cannot do: menus that close, focus that follows a new card, a toast that leaves.
// Everything on the page works without this file.
(() => {
  "use strict";

  const openMenus = () => document.querySelectorAll("details.menu[open]");

  document.addEventListener("click", (event) => {
    for (const menu of openMenus()) {
      if (!menu.contains(event.target)) menu.open = false;
    }
    const close = event.target.closest("[data-close]");
    if (close) close.closest(close.dataset.close)?.remove();
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of openMenus()) {
      menu.open = false;
      menu.querySelector("summary")?.focus();
    }
    document.querySelector(".undo-toast")?.remove();
  });

  // A replaced part takes the focus along, otherwise keyboard and screen reader start again at the top.
  document.addEventListener("htmx:afterSettle", (event) => {
    const target = event.detail.elt;
    const wanted = target.matches?.("[data-focus]") ? target : target.querySelector?.("[data-focus]");
    wanted?.focus({ preventScroll: false });
  });

  // The toast leaves by itself, unless somebody is using it; the same undo stays on the page.
  const TOAST_STAYS_MS = 15000;
  const sweep = (toast) => {
    if (toast.matches(":hover, :focus-within")) setTimeout(() => sweep(toast), TOAST_STAYS_MS);
    else toast.remove();
  };
  document.addEventListener("htmx:oobAfterSwap", () => {
    const toast = document.querySelector(".undo-toast:not([data-timed])");
    if (!toast) return;
    toast.dataset.timed = "";
    setTimeout(() => sweep(toast), TOAST_STAYS_MS);
  });

  for (const failure of ["htmx:responseError", "htmx:sendError"]) {
    document.addEventListener(failure, () => {
      const note = document.querySelector("[data-failed]");
      if (!note) return;
      note.hidden = false;
      note.scrollIntoView({ block: "center" });
    });
  }
})();

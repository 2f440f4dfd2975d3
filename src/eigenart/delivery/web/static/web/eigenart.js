// What HTML alone cannot do: menus that close, forms that send themselves, focus that follows a new card.
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

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-send-on-change]")) event.target.form?.requestSubmit();
  });

  // A replaced part takes the focus along, otherwise keyboard and screen reader start again at the top.
  document.addEventListener("htmx:afterSettle", (event) => {
    const target = event.detail.elt;
    const wanted = target.matches?.("[data-focus]") ? target : target.querySelector?.("[data-focus]");
    wanted?.focus({ preventScroll: false });
  });

  document.addEventListener("htmx:responseError", () => {
    document.querySelector("[data-failed]")?.removeAttribute("hidden");
  });
  document.addEventListener("htmx:sendError", () => {
    document.querySelector("[data-failed]")?.removeAttribute("hidden");
  });
})();

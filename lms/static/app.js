// Conveniences over pages that work without them: confirmations, guards against losing or doubling input,
// lists that refresh in place, the attendance sheet's counts. Listeners sit on the document, so that parts
// swapped in later are served too.
"use strict";

(() => {
  const RESUBMIT_AFTER_MS = 10000;
  const TYPING_PAUSE_MS = 350;
  const root = document.documentElement;
  const words = () => document.body.dataset;
  const matches = (target, selector) => (target instanceof Element ? target.closest(selector) : null);

  root.classList.add("js");

  // What is offered for a field, taken into it at a click.
  document.addEventListener("click", (event) => {
    const offer = matches(event.target, "[data-fill]");
    const field = offer && document.getElementById(offer.dataset.fill);
    if (!field) return;
    field.value = offer.dataset.value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  });

  function element(tag, properties, ...children) {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  }

  // Confirmations ------------------------------------------------------------------------------------------

  function ask(sentence, yes, dangerous) {
    const dialog = document.getElementById("confirm");
    const refuse = element("button", { type: "submit", value: "no", className: "btn btn-secondary", textContent: words().confirmNo });
    const agree = element("button", { type: "submit", value: "yes", className: `btn btn-${dangerous ? "danger" : "primary"}`, textContent: yes || words().confirmYes });
    dialog.replaceChildren(
      element("h2", { id: "confirm-title", textContent: words().confirmTitle }),
      element("p", { id: "confirm-sentence", textContent: sentence }),
      element("form", { method: "dialog", className: "confirm-acts" }, refuse, agree),
    );
    dialog.returnValue = "no";
    dialog.showModal();
    refuse.focus();
    return new Promise((resolve) => {
      dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
    });
  }

  const confirmed = new WeakSet();

  function confirmFirst(event) {
    const asking = event.submitter?.dataset.confirm ? event.submitter : event.target;
    if (!asking.dataset.confirm || confirmed.delete(event.target)) return false;
    event.preventDefault();
    event.stopImmediatePropagation();
    const submitter = event.submitter;
    const dangerous = Boolean(submitter?.matches(".btn-danger, .btn-outline-danger"));
    ask(asking.dataset.confirm, asking.dataset.confirmYes, dangerous).then((agreed) => {
      if (!agreed) return;
      confirmed.add(event.target);
      event.target.requestSubmit(submitter);
    });
    return true;
  }

  document.addEventListener("htmx:confirm", (event) => {
    event.preventDefault();
    ask(event.detail.ctx.confirm).then((agreed) => (agreed ? event.detail.issueRequest() : event.detail.dropRequest()));
  });

  // Nothing is sent twice ----------------------------------------------------------------------------------

  const sent = new WeakMap();

  function buttons(form) {
    return [...form.elements].filter((control) => control.type === "submit" && control.classList.contains("btn"));
  }

  function release(form) {
    sent.delete(form);
    for (const button of buttons(form)) {
      button.classList.remove("is-busy");
      button.removeAttribute("aria-disabled");
    }
  }

  function holdBack(event) {
    const form = event.target;
    if (form.method !== "post" || "download" in form.dataset) return;
    if (sent.has(form)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    sent.set(form, window.setTimeout(() => release(form), RESUBMIT_AFTER_MS));
    (event.submitter ?? buttons(form)[0])?.classList.add("is-busy");
    for (const button of buttons(form)) button.setAttribute("aria-disabled", "true");
  }

  // Unsaved input ------------------------------------------------------------------------------------------

  const changed = new Set();

  document.addEventListener("input", (event) => {
    const form = matches(event.target, "form[data-guard]");
    if (form) changed.add(form);
  });
  window.addEventListener("beforeunload", (event) => {
    if ([...changed].some((form) => form.isConnected)) event.preventDefault();
  });

  document.addEventListener("submit", (event) => {
    if (confirmFirst(event)) return;
    holdBack(event);
    if (!event.defaultPrevented) changed.delete(event.target);
  }, true);

  // A page taken from the browser's cache is ready to be sent again.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) for (const form of document.forms) release(form);
  });

  // Selects and filters that send themselves ---------------------------------------------------------------

  let typing = 0;
  document.addEventListener("change", (event) => {
    if (matches(event.target, "select[data-autosubmit], form[data-autosubmit]")) event.target.form.requestSubmit();
  });
  document.addEventListener("input", (event) => {
    const form = matches(event.target, "form[data-autosubmit]");
    if (!form || event.target.type !== "search") return;
    window.clearTimeout(typing);
    typing = window.setTimeout(() => form.requestSubmit(), TYPING_PAUSE_MS);
  });

  // Requests of htmx ---------------------------------------------------------------------------------------

  document.addEventListener("htmx:config:request", (event) => {
    const token = document.querySelector('meta[name="csrf-token"]');
    event.detail.ctx.request.headers["X-CSRFToken"] = token.content;
  });
  document.addEventListener("htmx:before:request", () => root.classList.add("is-loading"));
  document.addEventListener("htmx:finally:request", (event) => {
    root.classList.remove("is-loading");
    if (event.target instanceof HTMLFormElement) release(event.target);
  });
  document.addEventListener("htmx:error", () => {
    document.getElementById("announcer").textContent = words().offline;
  });
  document.addEventListener("htmx:after:swap", () => prepare(document));

  // Menus close on Escape and on a click elsewhere; messages can be put away --------------------------------

  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details[data-closes][open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
    matches(event.target, "[data-dismiss]")?.closest(".message").remove();
    const all = matches(event.target, "[data-mark-all]");
    if (all) markAll(all.closest("form"), all.dataset.markAll);
  });
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && matches(event.target, "details[data-closes][open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });

  // Attendance ---------------------------------------------------------------------------------------------

  const ATTENDED = ["present", "late", "left_early"];
  const markOf = (row) => row.querySelector(".mark-choice input:checked")?.value;

  function count(form) {
    const shown = form.querySelector("[data-count]");
    if (!shown) return;
    const marks = [...form.querySelectorAll("[data-row]")].map(markOf);
    const numbers = {
      total: marks.length,
      present: marks.filter((mark) => ATTENDED.includes(mark)).length,
      rest: marks.filter((mark) => !mark).length,
    };
    const fill = (sentence) => sentence.replace(/\{(\w+)\}/g, (_whole, name) => numbers[name]);
    shown.querySelector("[data-count-present]").textContent = fill(shown.dataset.sentence);
    shown.querySelector("[data-count-rest]").textContent = numbers.rest ? fill(shown.dataset.rest) : "";
  }

  function markAll(form, mark) {
    for (const row of form.querySelectorAll("[data-row]:not(:disabled)")) {
      const choice = !markOf(row) && row.querySelector(`.mark-choice input[value="${CSS.escape(mark)}"]`);
      if (choice) choice.checked = true;
    }
    form.dispatchEvent(new Event("input", { bubbles: true }));
    count(form);
  }

  document.addEventListener("change", (event) => {
    const form = matches(event.target, "form[data-attendance]");
    if (form) count(form);
  });

  // What a page needs once it stands -----------------------------------------------------------------------

  function prepare(part) {
    // Rows shown as cards lose the meaning of a table in some browsers; the roles keep it.
    const roles = { table: "table", "thead,tbody,tfoot": "rowgroup", tr: "row", td: "cell", "tbody th": "rowheader", "thead th": "columnheader" };
    for (const table of part.querySelectorAll(".table-cards")) {
      table.setAttribute("role", "table");
      for (const [selector, role] of Object.entries(roles)) {
        for (const cell of table.querySelectorAll(selector)) cell.setAttribute("role", role);
      }
    }
    fitRegions();
    // Where a row of tabs scrolls, the one that is shown is in sight.
    for (const tab of part.querySelectorAll(".tabs a[aria-current]")) {
      const row = tab.closest(".tabs");
      const [left, right] = [tab.getBoundingClientRect().left, tab.getBoundingClientRect().right];
      if (right > row.getBoundingClientRect().right) row.scrollLeft += left - row.getBoundingClientRect().left - 16;
    }
    for (const form of part.querySelectorAll("form[data-attendance]")) count(form);
  }

  // A region that does not scroll is no stop for the keyboard.
  function fitRegions() {
    for (const region of document.querySelectorAll(".table-scroll")) {
      if (region.scrollWidth > region.clientWidth + 1) region.tabIndex = 0;
      else region.removeAttribute("tabindex");
    }
  }

  window.addEventListener("resize", fitRegions);
  window.addEventListener("beforeprint", () => {
    for (const part of document.querySelectorAll("details[data-prints]")) part.open = true;
  });
  prepare(document);
  document.querySelector("[data-focus]")?.focus();
})();

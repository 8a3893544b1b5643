// Large type, printing, and the token that htmx sends. Loaded before the page is drawn, so that large type does not jump.
(function () {
  "use strict";
  var KEY = "portal-type";
  var root = document.documentElement;

  function read() {
    try { return window.localStorage.getItem(KEY); } catch (error) { return null; }
  }

  function write(value) {
    try { window.localStorage.setItem(KEY, value); } catch (error) { /* storage refused: the choice lasts for this page */ }
  }

  function apply(value) {
    root.setAttribute("data-type", value === "large" ? "large" : "normal");
  }

  function csrfToken() {
    var match = document.cookie.match(/(?:^|;\s*)(?:__Host-|__Secure-)?csrftoken=([^;]+)/);
    return match ? decodeURIComponent(match[1]) : "";
  }

  apply(read());

  document.addEventListener("DOMContentLoaded", function () {
    var toggles = document.querySelectorAll("[data-toggle-type]");

    function label() {
      var large = root.getAttribute("data-type") === "large";
      toggles.forEach(function (button) {
        button.hidden = false;
        button.textContent = large ? "标准字号" : "大字版";
        button.setAttribute("aria-pressed", String(large));
      });
    }

    toggles.forEach(function (button) {
      button.addEventListener("click", function () {
        var next = root.getAttribute("data-type") === "large" ? "normal" : "large";
        write(next);
        apply(next);
        label();
      });
    });
    label();

    document.querySelectorAll("[data-print]").forEach(function (button) {
      button.hidden = false;
      button.addEventListener("click", function () { window.print(); });
    });

    // A long action must not be sent twice by an impatient second tap.
    document.querySelectorAll("form[data-once]").forEach(function (form) {
      form.addEventListener("submit", function () {
        form.querySelectorAll("button[type=submit]").forEach(function (button) {
          window.setTimeout(function () { button.disabled = true; }, 0);
        });
      });
    });

    document.body.addEventListener("htmx:configRequest", function (event) {
      if (event.detail.verb !== "get") { event.detail.headers["X-CSRFToken"] = csrfToken(); }
    });
  });

  // A menu closes on Escape and on a tap elsewhere, as people expect of menus.
  document.addEventListener("click", function (event) {
    document.querySelectorAll("details.usermenu[open]").forEach(function (menu) {
      if (!menu.contains(event.target)) { menu.open = false; }
    });
  });
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") { return; }
    document.querySelectorAll("details.usermenu[open]").forEach(function (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });
  // Printed, every explanation is there to read.
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("details.due:not([open])").forEach(function (mark) {
      mark.setAttribute("data-opened", "");
      mark.open = true;
    });
  });
  window.addEventListener("afterprint", function () {
    document.querySelectorAll("details.due[data-opened]").forEach(function (mark) {
      mark.removeAttribute("data-opened");
      mark.open = false;
    });
  });
})();

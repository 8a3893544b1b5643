// Puts the workspace on the home screen: registers its worker, and offers the browser's own question behind a button.
(function () {
  "use strict";
  var asked = null;

  function buttons() { return document.querySelectorAll("[data-install]"); }

  function show(visible) {
    buttons().forEach(function (button) { button.hidden = !visible; });
  }

  if ("serviceWorker" in navigator) {
    navigator.serviceWorker.register("/workspace/worker.js", { scope: "/workspace/" }).catch(function () { /* stays a web page */ });
  }

  window.addEventListener("beforeinstallprompt", function (event) {
    event.preventDefault();
    asked = event;
    show(true);
  });

  window.addEventListener("appinstalled", function () { asked = null; show(false); });

  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-install]");
    if (!button || !asked) { return; }
    asked.prompt();
    asked = null;
    show(false);
  });
})();

// Earlier cases like the title that is being typed; without scripts they stand there after saving.
(function () {
  "use strict";

  var box = document.querySelector("[data-alike]");
  var title = document.querySelector("input[name='title']");
  if (!box || !title || !window.fetch) { return; }
  var waiting = 0;
  var asked = 0;

  function show() {
    var text = title.value.trim();
    var turn = asked += 1;
    if (text.length < 6) { box.textContent = ""; return; }
    fetch(box.dataset.alike + "?title=" + encodeURIComponent(text), { credentials: "same-origin" })
      .then(function (answer) { return answer.ok && !answer.redirected ? answer.text() : ""; })
      .then(function (part) {
        // An answer that was overtaken by a later question is dropped.
        if (turn === asked) { box.innerHTML = part; }
      })
      .catch(function () { /* Nothing is shown when the line is down; writing goes on. */ });
  }

  title.addEventListener("input", function () {
    clearTimeout(waiting);
    waiting = setTimeout(show, 400);
  });
})();

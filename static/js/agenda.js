// The agenda of a meeting: rows move by dragging, by Alt with the arrow keys, or by their number; numbers follow.
(function () {
  "use strict";

  function rowsOf(body) {
    return Array.prototype.filter.call(body.querySelectorAll("tr.form-row"), function (row) {
      return !row.classList.contains("empty-form") && row.querySelector("input[name$='-order']");
    });
  }

  function orderOf(row) { return row.querySelector("input[name$='-order']"); }

  function isDropped(row) {
    var box = row.querySelector("input[name$='-DELETE']");
    return Boolean(box && box.checked);
  }

  function renumber(body) {
    var place = 0;
    rowsOf(body).forEach(function (row) {
      if (isDropped(row)) { return; }
      place += 1;
      orderOf(row).value = String(place);
    });
  }

  function tell(body, row) {
    var live = body.closest(".portal-inline").querySelector("[data-agenda-live]");
    if (live) { live.textContent = "已移到第" + orderOf(row).value + "项，保存后生效。"; }
  }

  // To the place before `next`, which is a row or the template row behind all of them.
  function place(body, row, next) {
    body.insertBefore(row, next);
    renumber(body);
    tell(body, row);
  }

  function step(body, row, down) {
    var rows = rowsOf(body);
    var at = rows.indexOf(row);
    var other = rows[at + (down ? 1 : -1)];
    if (!other) { return; }
    place(body, row, down ? other.nextSibling : other);
    orderOf(row).focus();
  }

  // Heard on the document: a captured pointer is lost when its row changes places.
  function follow(body, row) {
    row.classList.add("is-dragged");
    function move(event) {
      var next = rowsOf(body).filter(function (each) {
        var box = each.getBoundingClientRect();
        return each !== row && event.clientY < box.top + box.height / 2;
      })[0];
      var rows = rowsOf(body);
      body.insertBefore(row, next || rows[rows.length - 1].nextSibling);
    }
    function stop() {
      document.removeEventListener("pointermove", move);
      document.removeEventListener("pointerup", stop);
      document.removeEventListener("pointercancel", stop);
      row.classList.remove("is-dragged");
      renumber(body);
      tell(body, row);
    }
    document.addEventListener("pointermove", move);
    document.addEventListener("pointerup", stop);
    document.addEventListener("pointercancel", stop);
  }

  function equip(body, row) {
    var order = orderOf(row);
    if (!order || row.querySelector(".grip")) { return; }
    var grip = document.createElement("span");
    grip.className = "grip";
    grip.setAttribute("aria-hidden", "true");
    grip.textContent = "⠿";
    grip.addEventListener("pointerdown", function (event) {
      event.preventDefault();
      follow(body, row);
    });
    order.parentNode.insertBefore(grip, order);
    order.title = "Alt+↑、Alt+↓ 移动本项";
    row.addEventListener("keydown", function (event) {
      if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
        event.preventDefault();
        step(body, row, event.key === "ArrowDown");
      }
    });
  }

  // A meeting of one day stays one of one day when its day is typed.
  function pairDays() {
    var first = document.getElementById("id_starts_on");
    var last = document.getElementById("id_ends_on");
    if (!first || !last || first.type !== "date") { return; }
    var before = first.value;
    first.addEventListener("change", function () {
      if (last.value === before || last.value === "") { last.value = first.value; }
      before = first.value;
    });
  }

  document.addEventListener("DOMContentLoaded", function () {
    pairDays();
    var group = document.querySelector(".portal-inline fieldset.agenda");
    if (!group) { return; }
    var body = group.querySelector("tbody");
    var live = document.createElement("p");
    live.className = "visually-hidden";
    live.setAttribute("role", "status");
    live.setAttribute("data-agenda-live", "");
    group.appendChild(live);
    rowsOf(body).forEach(function (row) { equip(body, row); });
    document.addEventListener("formset:added", function (event) {
      var row = event.target;
      if (!body.contains(row)) { return; }
      orderOf(row).value = String(rowsOf(body).length);
      equip(body, row);
    });
  });
})();

// The ballot page: whoever is counted elsewhere was not in favour; the sum is shown while it is typed.
(function () {
  "use strict";

  var PAPER = "secret_paper";
  var NAMED = "named";

  function input(row, name) {
    return row.querySelector("[name$='-" + name + "']");
  }

  function number(row, name) {
    var value = parseInt(input(row, name).value, 10);
    return isNaN(value) ? 0 : value;
  }

  function others(row) {
    var sum = number(row, "no") + number(row, "abstain") + number(row, "not_cast");
    return input(row, "method").value === PAPER ? sum + number(row, "spoiled") + number(row, "blank") : sum;
  }

  function reckon(row) {
    var present = parseInt(row.dataset.present, 10);
    var yes = input(row, "yes");
    var method = input(row, "method").value;
    if (yes.dataset.typed !== "1") {
      yes.value = String(Math.max(present - others(row), 0));
    }
    var sum = (yes.value === "" ? Math.max(present - others(row), 0) : number(row, "yes")) + others(row);
    var output = row.querySelector(".ballot-sum");
    var off = sum - present;
    output.textContent = method === NAMED ? "按姓名计算"
      : off === 0 ? "合计 " + sum + "，与出席相符"
      : "合计 " + sum + "，与出席相差 " + Math.abs(off) + " 人";
    output.classList.toggle("is-off", method !== NAMED && off !== 0);
    row.querySelector(".ballot-papers").hidden = method !== PAPER;
    row.querySelector(".ballot-papers").open = method === PAPER;
    row.querySelector(".ballot-named").hidden = method !== NAMED;
    row.querySelector(".ballot-named").open = method === NAMED;
    row.classList.toggle("is-off", !input(row, "include").checked);
  }

  function choose(group) {
    var chosen = group.querySelector("[name='" + group.dataset.choice + "']:checked");
    group.querySelectorAll(".ballot-row").forEach(function (row) {
      row.hidden = Boolean(chosen) && row.dataset.mode !== chosen.value;
    });
  }

  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll(".ballot-row").forEach(function (row) {
      var yes = input(row, "yes");
      // A number that does not follow from the others was typed before the page came back.
      if (yes.value !== "" && number(row, "yes") + others(row) !== parseInt(row.dataset.present, 10)) {
        yes.dataset.typed = "1";
      }
      yes.addEventListener("input", function () { yes.dataset.typed = yes.value === "" ? "" : "1"; });
      row.addEventListener("input", function () { reckon(row); });
      row.addEventListener("change", function () { reckon(row); });
      reckon(row);
    });
    document.querySelectorAll(".ballot-group[data-choice]").forEach(function (group) {
      group.addEventListener("change", function () { choose(group); });
      choose(group);
    });
  });
})();

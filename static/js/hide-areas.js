// Dragging on a picture marks an area that is made unreadable; the lines beside it hold the areas in thousandths.

const THOUSAND = 1000;

function lines(field) {
  return field.value.split("\n").map((line) => line.trim().split(/[\s,，]+/).map(Number)).filter((area) => area.length === 4 && area.every(Number.isInteger));
}

function draw(frame, field) {
  frame.querySelectorAll(".hide-area").forEach((each) => each.remove());
  for (const [left, top, width, height] of lines(field)) {
    const area = document.createElement("span");
    area.className = "hide-area";
    area.style.left = `${left / 10}%`;
    area.style.top = `${top / 10}%`;
    area.style.width = `${width / 10}%`;
    area.style.height = `${height / 10}%`;
    frame.append(area);
  }
}

function place(frame, event) {
  const box = frame.getBoundingClientRect();
  const within = (value) => Math.min(THOUSAND, Math.max(0, Math.round(value * THOUSAND)));
  return [within((event.clientX - box.left) / box.width), within((event.clientY - box.top) / box.height)];
}

document.querySelectorAll("[data-hide]").forEach((frame) => {
  const part = frame.closest("fieldset");
  const field = part.querySelector("[data-areas]");
  const clear = part.querySelector("[data-clear]");
  let from = null;
  clear.hidden = false;
  clear.addEventListener("click", () => { field.value = ""; draw(frame, field); });
  field.addEventListener("input", () => draw(frame, field));
  frame.addEventListener("dragstart", (event) => event.preventDefault());
  frame.addEventListener("pointerdown", (event) => {
    from = place(frame, event);
    frame.setPointerCapture(event.pointerId);
  });
  frame.addEventListener("pointerup", (event) => {
    if (!from) { return; }
    const to = place(frame, event);
    const area = [Math.min(from[0], to[0]), Math.min(from[1], to[1]), Math.abs(to[0] - from[0]), Math.abs(to[1] - from[1])];
    from = null;
    if (area[2] < 5 || area[3] < 5) { return; }
    field.value = [field.value.trim(), area.join(" ")].filter(Boolean).join("\n");
    draw(frame, field);
  });
  draw(frame, field);
});

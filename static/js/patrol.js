// Reporting on a patrol: what is entered is kept on the phone first and sent afterwards, so that nothing is lost
// without a network, with a page that was closed, or with a session that ran out.

const form = document.querySelector("[data-patrol]");
const page = form.getAttribute("action");
const account = form.dataset.account;
const list = document.querySelector("[data-queue]");
const state = document.querySelector("[data-state]");
const photoField = form.elements.photos;
const photoList = document.querySelector("[data-photos]");
// Bytes of pictures that go in one request, and the answer to one that is too large
const PORTION = 20 * 1024 * 1024;
const TOO_LARGE = 413;
const LEAVE = ["csrfmiddlewaretoken", "photos", "photo_ids", "account", "client_id"];

let photos = [];
let number = newNumber();
let isSending = false;
let isAsked = false;
let draftTimer = 0;

// ---------------------------------------------------------------------------------------------- what the phone keeps

function opened() {
  return new Promise((resolve, reject) => {
    const request = window.indexedDB.open("patrol", 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("queue", { keyPath: "id" });
      request.result.createObjectStore("draft", { keyPath: "account" });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function inStore(name, mode, act) {
  const base = await opened();
  try {
    return await new Promise((resolve, reject) => {
      const change = base.transaction(name, mode);
      const request = act(change.objectStore(name));
      change.oncomplete = () => resolve(request ? request.result : undefined);
      change.onerror = change.onabort = () => reject(change.error);
    });
  } finally {
    base.close();
  }
}

const keep = (name, value) => inStore(name, "readwrite", (store) => store.put(value));
const drop = (name, key) => inStore(name, "readwrite", (store) => store.delete(key));
const read = (name, key) => inStore(name, "readonly", (store) => store.get(key));

async function waiting() {
  const all = await inStore("queue", "readonly", (store) => store.getAll());
  return all.filter((item) => item.account === account).sort((one, other) => one.written - other.written);
}

// ------------------------------------------------------------------------------------------------------------ the form

function newNumber() {
  // crypto.randomUUID is missing on pages without https.
  const bytes = window.crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

function values() {
  const found = {};
  for (const field of form.elements) {
    if (field.name && field.type !== "submit" && !LEAVE.includes(field.name)) { found[field.name] = field.value; }
  }
  return found;
}

function fill(known) {
  for (const [name, value] of Object.entries(known)) {
    const field = form.elements[name];
    if (field) { field.value = value; }
  }
  showQuestions();
  showPlace();
}

function showQuestions() {
  document.querySelectorAll("[data-questions]").forEach((group) => {
    group.hidden = group.dataset.questions !== form.elements.category.value;
  });
}

function showPlace() {
  const told = document.querySelector("[data-located]");
  const { latitude, longitude, accuracy_metres: accuracy } = form.elements;
  const error = accuracy.value ? `，误差约${accuracy.value}米` : "";
  told.textContent = latitude.value && longitude.value ? `已取得位置${error}。` : "";
}

function showPhotos() {
  photoList.replaceChildren(...photos.map((photo, index) => {
    const item = document.createElement("li");
    item.className = "patrol-photo";
    const image = document.createElement("img");
    image.alt = `照片${index + 1}`;
    preview(photo, image);
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn-link";
    button.textContent = `删去照片${index + 1}`;
    button.addEventListener("click", () => {
      photos = photos.filter((each) => each !== photo);
      showPhotos();
      keepDraft();
    });
    item.append(image, button);
    return item;
  }));
}

async function preview(photo, image) {
  // Blob addresses are outside the page's policy for pictures; a small data address is within.
  if (!photo.address) {
    const bitmap = await createImageBitmap(photo.blob, { resizeWidth: 200 }).catch(() => null);
    if (!bitmap) { return; }
    const canvas = document.createElement("canvas");
    canvas.width = bitmap.width;
    canvas.height = bitmap.height;
    canvas.getContext("2d").drawImage(bitmap, 0, 0);
    photo.address = canvas.toDataURL("image/jpeg", 0.7);
  }
  image.src = photo.address;
}

function bare(photo) {
  return { id: photo.id, name: photo.name, blob: photo.blob };
}

async function keepDraft() {
  await keep("draft", { account, number, values: values(), photos: photos.map(bare) }).catch(tellFull);
}

function tellFull(error) {
  say(`手机存储已满，请先发送已保存的记录（${error && error.name ? error.name : "无法保存"}）。`);
  throw error;
}

function startToday() {
  // The day that the kept page was made on may be long past.
  const now = new Date();
  const parts = [now.getFullYear(), now.getMonth() + 1, now.getDate()];
  form.elements.found_on.value = parts.map((part) => String(part).padStart(2, "0")).join("-");
}

function clear() {
  const category = form.elements.category.value;
  form.reset();
  form.elements.category.value = category;
  startToday();
  for (const name of ["latitude", "longitude", "accuracy_metres"]) { form.elements[name].value = ""; }
  photos = [];
  number = newNumber();
  showPhotos();
  showQuestions();
  showPlace();
}

// ------------------------------------------------------------------------------------------------------------- sending

function token() {
  const match = document.cookie.match(/(?:^|;\s*)(?:__Host-|__Secure-)?csrftoken=([^;]+)/);
  return match ? decodeURIComponent(match[1]) : "";
}

async function send(item) {
  // Pictures that are too large for one request follow in further ones under the same number.
  let outcome;
  for (const photos of portions(item.photos)) {
    outcome = await sendPortion(item, photos);
    if (!outcome.url) { return outcome; }
  }
  return outcome;
}

function portions(all) {
  const found = [[]];
  let size = 0;
  for (const photo of all) {
    if (size && size + photo.blob.size > PORTION) {
      found.push([]);
      size = 0;
    }
    found[found.length - 1].push(photo);
    size += photo.blob.size;
  }
  return found;
}

async function sendPortion(item, photos) {
  const body = new FormData();
  for (const [name, value] of Object.entries(item.values)) { body.append(name, value); }
  body.append("client_id", item.id);
  body.append("account", item.account);
  body.append("photo_ids", photos.map((photo) => photo.id).join(","));
  for (const photo of photos) { body.append("photos", photo.blob, photo.name); }
  let response;
  try {
    response = await fetch(page, {
      method: "POST",
      body,
      headers: { Accept: "application/json", "X-CSRFToken": token() },
      credentials: "same-origin",
      redirect: "manual",
    });
  } catch (error) {
    return { problem: "没有网络，联网后自动发送。", isOffline: true };
  }
  if (response.type === "opaqueredirect") { return { problem: "登录已过期，请重新登录后发送。", isSignedOut: true }; }
  const told = await response.json().catch(() => null);
  // Only an answer that names this very record lets the phone forget it.
  if (response.ok && told && told.id === item.id) { return { url: told.url }; }
  if (told && told.problems) {
    return { problem: told.problems.join("；"), isRefused: !told.waits, isRenumbered: told.renumber };
  }
  if (response.status === TOO_LARGE) { return { problem: "照片太大，请换一张小一些的。", isRefused: true }; }
  return { problem: `暂时没有发送成功（${response.status}），稍后再试。` };
}

async function sendAll() {
  // What is entered while a record is on its way is sent right after it.
  isAsked = true;
  if (isSending) { return; }
  isSending = true;
  try {
    while (isAsked) {
      isAsked = false;
      await sendWaiting();
    }
  } finally {
    isSending = false;
    await showQueue();
  }
}

async function sendWaiting() {
  for (const item of await waiting()) {
    if (item.isRefused) { continue; }
    const outcome = await send(item);
    // Taken back into the form meanwhile, or entered anew: this answer is not about it any more.
    const kept = await read("queue", item.id);
    if (!kept || kept.written !== item.written) { continue; }
    if (outcome.url) {
      await drop("queue", item.id);
      say("已发送。", outcome.url);
      continue;
    }
    await keep("queue", {
      ...item,
      problem: outcome.problem,
      isRefused: Boolean(outcome.isRefused),
      isRenumbered: Boolean(outcome.isRenumbered),
    });
    if (outcome.isOffline || outcome.isSignedOut) { break; }
  }
}

function say(text, address) {
  state.replaceChildren(text);
  if (address) {
    const link = document.createElement("a");
    link.href = address;
    link.textContent = "查看";
    state.append(" ", link);
  }
}

async function showQueue() {
  const items = await waiting();
  document.querySelector("[data-queue-part]").hidden = !items.length;
  list.replaceChildren(...items.map(line));
}

function line(item) {
  const row = document.createElement("li");
  row.className = "desk-row";
  const text = document.createElement("div");
  text.className = "desk-row-text";
  const note = document.createElement("span");
  note.className = "desk-note";
  note.textContent = `${item.photos.length}张照片 · ${item.problem || "等待发送"}`;
  text.append(item.values.place || "（没有地点）", "：", item.values.text.slice(0, 30), note);
  const edit = document.createElement("button");
  edit.type = "button";
  edit.className = "btn btn-small";
  edit.textContent = "修改";
  edit.addEventListener("click", () => takeBack(item));
  row.append(text, edit);
  return row;
}

async function takeBack(item) {
  // Back into the form under its number; what the form held before is kept as a record of its own.
  if (form.elements.text.value.trim()) { await enqueue(); }
  // What the portal no longer takes under its number becomes a record of its own.
  number = item.isRenumbered ? newNumber() : item.id;
  photos = item.photos.map((photo) => ({ ...bare(photo), id: item.isRenumbered ? newNumber() : photo.id }));
  fill(item.values);
  showPhotos();
  await keepDraft();
  await drop("queue", item.id);
  await showQueue();
  form.elements.text.focus();
}

async function enqueue() {
  await keep("queue", {
    id: number, account, written: Date.now(), values: values(), photos: photos.map(bare), problem: "", isRefused: false,
  }).catch(tellFull);
  await drop("draft", account);
  clear();
  await showQueue();
}

// ------------------------------------------------------------------------------------------------------------ starting

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (!form.reportValidity()) { return; }
  await enqueue();
  say(navigator.onLine ? "已保存在手机上，正在发送…" : "没有网络，已保存在手机上，联网后自动发送。");
  await sendAll();
});
form.addEventListener("input", () => {
  window.clearTimeout(draftTimer);
  draftTimer = window.setTimeout(keepDraft, 300);
});
form.elements.category.addEventListener("change", showQuestions);
photoField.addEventListener("change", () => {
  for (const file of photoField.files) { photos.push({ id: newNumber(), name: file.name, blob: file }); }
  photoField.value = "";
  showPhotos();
  keepDraft();
});
document.querySelector("[data-locate]").addEventListener("click", () => {
  const told = document.querySelector("[data-located]");
  told.textContent = "正在取得位置…";
  navigator.geolocation.getCurrentPosition((place) => {
    form.elements.latitude.value = place.coords.latitude.toFixed(6);
    form.elements.longitude.value = place.coords.longitude.toFixed(6);
    form.elements.accuracy_metres.value = Math.round(place.coords.accuracy);
    showPlace();
    keepDraft();
  }, () => { told.textContent = "没有取得位置，请用文字写明地点。"; }, { enableHighAccuracy: true, timeout: 15000 });
});
document.querySelector("[data-send]").addEventListener("click", () => sendAll());
window.addEventListener("online", () => sendAll());
document.addEventListener("visibilitychange", () => { if (!document.hidden) { sendAll(); } });

document.querySelectorAll("[data-script]").forEach((part) => { part.hidden = false; });
const draft = await read("draft", account).catch(() => undefined);
startToday();
if (draft) {
  number = draft.number;
  photos = draft.photos;
  fill(draft.values);
  showPhotos();
}
showQuestions();
await showQueue();
form.dataset.ready = "1";
if ("serviceWorker" in navigator) { navigator.serviceWorker.register(`${page}worker.js`, { scope: page }).catch(() => undefined); }
await sendAll();

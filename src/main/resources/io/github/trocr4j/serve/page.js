"use strict";

// The strip is five cells of 28x28, as the model was trained on, drawn five times as large: the pen is 2.4 of MNIST's pixels.
const WIDTH = 700, HEIGHT = 140, PEN = 12, STEP = 7, PAUSE = 400;
const MOST_BYTES = 8000000;

const byId = (id) => document.getElementById(id);
const strip = byId("strip"), sheet = byId("sheet"), note = byId("note"), mark = byId("pen");
const ink = strip.getContext("2d", { willReadFrequently: true });

let strokes = [];
let current = null; // the stroke that is being drawn
let picture = null; // the file that is shown instead of strokes
let cursor = { x: 70, y: 70, down: false };
let timer = 0;
let asked = 0; // the newest request: older answers are not shown any more

function paint() {
  ink.fillStyle = "#000";
  ink.fillRect(0, 0, WIDTH, HEIGHT);
  ink.strokeStyle = "#fff";
  ink.lineWidth = PEN;
  ink.lineCap = ink.lineJoin = "round";
  for (const stroke of strokes) {
    ink.beginPath();
    ink.moveTo(stroke[0].x, stroke[0].y);
    stroke.forEach((point) => ink.lineTo(point.x, point.y));
    ink.stroke();
  }
}

function at(event) {
  const box = strip.getBoundingClientRect();
  return { x: ((event.clientX - box.left) * WIDTH) / box.width, y: ((event.clientY - box.top) * HEIGHT) / box.height };
}

function begin(point) {
  if (picture) clear();
  clearTimeout(timer);
  current = [point];
  strokes.push(current);
  paint();
}

function end() {
  if (!current) return;
  current = null;
  readSoon();
}

function readSoon() {
  clearTimeout(timer);
  timer = setTimeout(read, PAUSE);
}

function clear() {
  clearTimeout(timer);
  asked++;
  strokes = [];
  current = null;
  picture = null;
  cursor.down = false;
  mark.classList.remove("down");
  byId("file").value = "";
  paint();
  show([], "Nothing yet.");
}

function undo() {
  if (picture) return clear();
  strokes.pop();
  current = null;
  paint();
  if (!strokes.length) return clear();
  readSoon();
}

function show(readings, text, bad) {
  byId("digits").replaceChildren(
    ...readings.map(({ digit, confidence }) => {
      const item = document.createElement("li"), value = document.createElement("b"), share = document.createElement("span");
      const bar = document.createElement("div"), fill = document.createElement("div");
      value.textContent = digit;
      share.textContent = (100 * confidence).toFixed(1) + " %";
      bar.className = "bar";
      fill.style.width = 100 * confidence + "%";
      bar.append(fill);
      item.append(value, share, bar);
      return item;
    }),
  );
  note.textContent = text;
  note.classList.toggle("bad", Boolean(bad));
}

async function read() {
  clearTimeout(timer);
  if (!picture && !strokes.length) return show([], "Write five digits, or choose a picture.");
  const body = picture || (await new Promise((done) => strip.toBlob(done, "image/png")));
  const mine = ++asked;
  try {
    const response = await fetch("read", { method: "POST", headers: { "Content-Type": body.type }, body });
    const answer = await response.json();
    if (mine !== asked) return;
    if (!response.ok) return show([], answer.error, true);
    const each = [...answer.digits].map((digit, i) => ({ digit, confidence: answer.confidences[i] }));
    const sure = (100 * answer.confidence).toFixed(1);
    show(each, `${answer.digits}, confidence of the whole strip ${sure} %, read in ${answer.milliseconds.toFixed(1)} ms`);
  } catch (e) {
    if (mine === asked) show([], "The service does not answer; is it still running?", true);
  }
}

async function take(file) {
  if (!file) return;
  clear();
  if (file.size > MOST_BYTES) return show([], `A picture file may have ${MOST_BYTES} bytes, found ${file.size}.`, true);
  picture = file;
  try {
    const image = await createImageBitmap(file);
    const scale = Math.min(WIDTH / image.width, HEIGHT / image.height);
    const width = image.width * scale, height = image.height * scale;
    ink.drawImage(image, (WIDTH - width) / 2, (HEIGHT - height) / 2, width, height);
  } catch (e) {
    // The browser cannot show it; what the service says of it will do.
  }
  await read();
}

function move(dx, dy) {
  cursor.x = Math.min(WIDTH, Math.max(0, cursor.x + dx));
  cursor.y = Math.min(HEIGHT, Math.max(0, cursor.y + dy));
  if (current) {
    current.push({ x: cursor.x, y: cursor.y });
    paint();
  }
  place();
}

function place() {
  mark.hidden = false;
  mark.style.left = (100 * cursor.x) / WIDTH + "%";
  mark.style.top = (100 * cursor.y) / HEIGHT + "%";
  mark.classList.toggle("down", cursor.down);
}

const KEYS = {
  ArrowLeft: () => move(-STEP, 0),
  ArrowRight: () => move(STEP, 0),
  ArrowUp: () => move(0, -STEP),
  ArrowDown: () => move(0, STEP),
  " ": () => {
    cursor.down = !cursor.down;
    if (cursor.down) begin({ x: cursor.x, y: cursor.y });
    else end();
    place();
  },
  Enter: read,
  Escape: clear,
};

strip.addEventListener("keydown", (event) => {
  if (KEYS[event.key] && !event.ctrlKey && !event.altKey && !event.metaKey) {
    event.preventDefault();
    KEYS[event.key]();
  }
});
strip.addEventListener("blur", () => {
  if (cursor.down) KEYS[" "]();
  mark.hidden = true;
});
strip.addEventListener("pointerdown", (event) => {
  if (event.button !== 0 || !event.isPrimary) return;
  strip.setPointerCapture(event.pointerId);
  mark.hidden = true;
  cursor.down = false;
  begin(at(event));
});
strip.addEventListener("pointermove", (event) => {
  if (!current || cursor.down || !event.isPrimary) return;
  for (const one of event.getCoalescedEvents?.() ?? [event]) current.push(at(one));
  paint();
});
strip.addEventListener("pointerup", end);
strip.addEventListener("pointercancel", end);

byId("read").addEventListener("click", read);
byId("undo").addEventListener("click", undo);
byId("clear").addEventListener("click", clear);
byId("file").addEventListener("change", (event) => take(event.target.files[0]));
addEventListener("paste", (event) => take(event.clipboardData.files[0]));
addEventListener("dragover", (event) => {
  event.preventDefault();
  sheet.classList.add("over");
});
addEventListener("dragleave", () => sheet.classList.remove("over"));
addEventListener("drop", (event) => {
  event.preventDefault();
  sheet.classList.remove("over");
  take(event.dataTransfer.files[0]);
});
paint();

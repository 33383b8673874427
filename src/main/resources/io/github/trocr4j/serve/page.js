"use strict";

// The strip is five cells of 28x28, as the model was trained on, drawn five times as large: the pen is 2.4 of MNIST's pixels.
const CELLS = 5, WIDTH = 700, HEIGHT = 140, PEN = 12, STEP = 7, PAUSE = 400;
const UNSURE = 0.8;

const byId = (id) => document.getElementById(id);
const strip = byId("strip"), sheet = byId("sheet"), note = byId("note"), mark = byId("pen");
const ink = strip.getContext("2d", { willReadFrequently: true });

let strokes = [];
let current = null; // the stroke that is being drawn
let picture = null; // the file that is shown instead of strokes
let name = "";
let cursor = { x: 70, y: 70, down: false };
let timer = 0;
let asked = 0; // the newest request: older answers are not shown any more

/** Black, and as high as what comes on it needs. */
function blank(height) {
  strip.height = height;
  strip.style.aspectRatio = WIDTH + " / " + height;
  sheet.classList.toggle("picture", Boolean(picture));
  ink.fillStyle = "#000";
  ink.fillRect(0, 0, WIDTH, height);
}

function paint() {
  blank(HEIGHT);
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

/** Reads once each cell has its digit; before that, who wants to may press the button. */
function readSoon() {
  clearTimeout(timer);
  asked++;
  const written = new Set(strokes.map(cell)).size;
  if (written < CELLS) return show([], `${written} of ${CELLS} digits.`);
  timer = setTimeout(read, PAUSE);
}

/** Where most of a stroke is. */
function cell(stroke) {
  const x = stroke.reduce((sum, point) => sum + point.x, 0) / stroke.length;
  return Math.min(CELLS - 1, Math.max(0, Math.floor((x * CELLS) / WIDTH)));
}

function clear() {
  clearTimeout(timer);
  asked++;
  strokes = [];
  current = null;
  picture = null;
  name = "";
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

function say(text, bad) {
  note.textContent = text;
  note.classList.toggle("bad", Boolean(bad));
}

function show(readings, text, bad) {
  byId("digits").replaceChildren(...readings.map(({ digit, confidence }) => {
    const item = document.createElement("li"), bar = document.createElement("div"), fill = document.createElement("div");
    const value = document.createElement("b"), share = document.createElement("span");
    const unsure = confidence < UNSURE;
    value.textContent = digit;
    share.textContent = percent(confidence) + (unsure ? " ?" : "");
    item.classList.toggle("unsure", unsure);
    bar.className = "bar";
    fill.style.width = 100 * confidence + "%";
    bar.append(fill);
    item.append(value, share, bar);
    return item;
  }));
  say(text, bad);
}

function percent(share) {
  return (100 * share).toFixed(1) + " %";
}

async function read() {
  clearTimeout(timer);
  if (!picture && !strokes.length) return show([], "Write five digits, or choose a picture.");
  const mine = ++asked;
  say("Reading ...");
  try {
    const body = picture || (await drawn(strip));
    const response = await fetch("read", { method: "POST", headers: { "Content-Type": body.type }, body });
    const answer = await response.json();
    if (mine !== asked) return;
    if (!response.ok) return show([], name + answer.error.replace(name ? /^picture: / : "", ""), true);
    const each = [...answer.digits].map((digit, i) => ({ digit, confidence: answer.confidences[i] }));
    const time = Math.max(1, Math.round(answer.milliseconds));
    show(each, `${name}${answer.digits}, all five right with ${percent(answer.confidence)}, read in ${time} ms.`);
  } catch (e) {
    if (mine === asked) show([], "The service does not answer; is it still running?", true);
  }
}

const drawn = (canvas) => new Promise((done) => canvas.toBlob(done, "image/png"));

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
    if (picture) clear(), (cursor.down = true);
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
  if (picture) clear(); // which changes the height
  begin(at(event));
});
strip.addEventListener("pointermove", (event) => {
  if (!current || cursor.down || !event.isPrimary) return;
  for (const one of event.getCoalescedEvents?.() ?? [event]) current.push(at(one));
  paint();
});
for (const over of ["pointerup", "pointercancel"]) strip.addEventListener(over, end);

byId("read").addEventListener("click", read);
byId("undo").addEventListener("click", undo);
byId("clear").addEventListener("click", clear);
addEventListener("keydown", (event) => {
  if (event.key === "z" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    undo();
  }
});
paint();

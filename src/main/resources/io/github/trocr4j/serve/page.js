"use strict";

// The sheet in its own pixels, and its pen; what the service gets is the sheet.
const DESK = { width: 900, height: 420, pen: 8 }, PHONE = { width: 720, height: 780, pen: 10 };
const PAUSE = 700; // milliseconds after the last stroke

// What the service takes. Other pictures are drawn anew, and smaller, before they are sent.
const TYPES = ["image/png", "image/jpeg", "image/bmp", "image/gif"];
const MOST_BYTES = 8e6, MOST_PIXELS = 16e6, REDUCED_PIXELS = 8e6;
const SHOWN_WIDTH = 1800;

const SIDES = ["above", "above end", "below", "below end", "after", "before"]; // of the label at a box

const byId = (id) => document.getElementById(id);
const sheet = byId("sheet"), canvas = sheet.querySelector("canvas"), ink = canvas.getContext("2d");

let form = DESK;
let strokes = [];
let current = null; // the stroke that is being drawn
let photo = null; // what is read instead of the strokes: { name, body, width, height }
let timer = 0;
let asked = 0; // the newest request: older answers are not shown any more

function size(width, height) {
  canvas.width = width;
  canvas.height = height;
  sheet.style.maxWidth = `calc(65vh * ${width / height})`;
}

function paint() {
  sheet.classList.toggle("empty", !strokes.length);
  ink.fillStyle = "#fff";
  ink.fillRect(0, 0, canvas.width, canvas.height);
  ink.strokeStyle = "#16202c";
  ink.lineWidth = form.pen;
  ink.lineCap = ink.lineJoin = "round";
  for (const stroke of strokes) {
    ink.beginPath();
    ink.moveTo(stroke[0].x, stroke[0].y);
    for (let i = 1; i + 1 < stroke.length; i++) {
      const a = stroke[i], b = stroke[i + 1];
      ink.quadraticCurveTo(a.x, a.y, (a.x + b.x) / 2, (a.y + b.y) / 2);
    }
    const last = stroke[stroke.length - 1];
    ink.lineTo(last.x + 0.01, last.y); // a single point is a dot
    ink.stroke();
  }
}

function at(event) {
  const box = canvas.getBoundingClientRect();
  return { x: ((event.clientX - box.left) * canvas.width) / box.width, y: ((event.clientY - box.top) * canvas.height) / box.height };
}

/** Forgets what was read and what is being read. */
function forget() {
  clearTimeout(timer);
  asked++;
  byId("boxes").replaceChildren();
}

function readSoon() {
  forget();
  timer = setTimeout(read, PAUSE);
}

function clear() {
  forget();
  strokes = [];
  current = photo = null;
  byId("file").value = "";
  sheet.classList.remove("photo");
  form = innerWidth < 600 ? PHONE : DESK;
  size(form.width, form.height);
  paint();
  show([], "");
}

function undo() {
  strokes.pop();
  current = null;
  if (photo || !strokes.length) return clear();
  paint();
  readSoon();
}

async function read() {
  forget();
  if (!photo && !strokes.length) return show([], "Write a number on the sheet, or choose a photo.");
  const mine = asked;
  say("Reading ...");
  try {
    const { name, body, width, height } = photo ?? (await file(canvas, "image/png"));
    const response = await fetch("read", { method: "POST", headers: { "Content-Type": body.type }, body });
    const answer = await response.json();
    if (mine !== asked) return;
    if (!response.ok) return show([], name ? answer.error.replace(/^picture: |^/, () => name + ": ") : answer.error, true);
    show(answer.lines, `Read in ${Math.max(1, Math.round(answer.milliseconds))} ms${answer.lines.length ? "" : "; no number found"}.`);
    outline(answer.lines, width, height);
  } catch (e) {
    if (mine === asked) show([], "The service does not answer; is it still running?", true);
  }
}

/** A canvas as a file to send. */
async function file(from, type, name) {
  const body = await new Promise((done) => from.toBlob(done, type, 0.9));
  return { name, body, width: from.width, height: from.height };
}

function element(tag, text, parent) {
  const made = document.createElement(tag);
  made.textContent = text;
  parent?.append(made);
  return made;
}

function outline(lines, width, height) {
  const boxes = lines.map(({ text, uncertain, box: [x, y, w, h] }) => {
    const box = element("div", "");
    element("b", text, box);
    box.classList.toggle("uncertain", uncertain);
    const shares = { left: x / width, width: w / width, top: y / height, height: h / height };
    for (const [name, share] of Object.entries(shares)) box.style[name] = 100 * share + "%";
    return box;
  });
  byId("boxes").replaceChildren(...boxes);
  const taken = boxes.map((box) => box.getBoundingClientRect());
  for (const { dataset, firstChild: label } of boxes) {
    // Where it is inside the sheet and covers no row and no other label, if there is such a place.
    dataset.side = SIDES.find((side) => {
      dataset.side = side;
      return free(label.getBoundingClientRect(), taken);
    }) ?? SIDES[0];
    taken.push(label.getBoundingClientRect());
  }
}

function free(place, taken) {
  const whole = sheet.getBoundingClientRect();
  const inside = place.left > whole.left && place.right < whole.right && place.top > whole.top && place.bottom < whole.bottom;
  const clear = (other) =>
    place.left > other.right || place.right < other.left || place.top > other.bottom || place.bottom < other.top;
  return inside && taken.every(clear);
}

function show(lines, note, bad) {
  byId("lines").replaceChildren(...lines.map(({ text, confidence, uncertain }) => {
    const item = element("li", "");
    element("b", text, item);
    element("span", (100 * confidence).toFixed(1) + " %", item);
    if (uncertain) element("em", "uncertain", item);
    return item;
  }));
  say(note, bad);
}

function say(note, bad) {
  byId("note").textContent = note;
  byId("note").classList.toggle("bad", Boolean(bad));
}

async function take(chosen) {
  if (!chosen) return;
  clear();
  const mine = asked, name = chosen.name;
  try {
    const image = await createImageBitmap(chosen);
    const { width, height } = image;
    const fits = TYPES.includes(chosen.type) && chosen.size <= MOST_BYTES && width * height <= MOST_PIXELS;
    const taken = fits
      ? { name, body: chosen, width, height }
      : await file(drawn(image, Math.min(1, Math.sqrt(REDUCED_PIXELS / (width * height)))), "image/jpeg", name);
    if (mine !== asked) return; // something else was written or chosen meanwhile
    photo = taken;
    const shown = drawn(image, Math.min(1, SHOWN_WIDTH / width));
    sheet.classList.add("photo");
    sheet.classList.remove("empty");
    size(shown.width, shown.height);
    ink.drawImage(shown, 0, 0);
  } catch (e) {
    if (mine === asked) show([], `${name}: is damaged, or not a picture that this browser knows; take a PNG or JPEG file.`, true);
    return;
  }
  await read();
}

function drawn(image, scale) {
  const to = document.createElement("canvas"), plane = to.getContext("2d");
  to.width = Math.max(1, Math.round(image.width * scale));
  to.height = Math.max(1, Math.round(image.height * scale));
  plane.imageSmoothingQuality = "high";
  plane.fillStyle = "#fff"; // what is transparent is paper
  plane.fillRect(0, 0, to.width, to.height);
  plane.drawImage(image, 0, 0, to.width, to.height);
  return to;
}

canvas.addEventListener("pointerdown", (event) => {
  if (photo || event.button !== 0 || !event.isPrimary) return;
  canvas.setPointerCapture(event.pointerId);
  forget();
  current = [at(event)];
  strokes.push(current);
  paint();
});
canvas.addEventListener("pointermove", (event) => {
  if (!current || !event.isPrimary) return;
  const events = event.getCoalescedEvents?.() ?? [];
  current.push(...(events.length ? events : [event]).map(at));
  paint();
});
for (const over of ["pointerup", "pointercancel"]) {
  canvas.addEventListener(over, () => {
    if (current) readSoon();
    current = null;
  });
}

byId("read").addEventListener("click", read);
byId("undo").addEventListener("click", undo);
byId("clear").addEventListener("click", clear);
byId("file").addEventListener("change", (event) => take(event.target.files[0]));
addEventListener("keydown", (event) => {
  if (event.key !== "z" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  undo();
});
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
addEventListener("resize", () => {
  if (!strokes.length && !photo) clear();
});
clear();

"use strict";

// Pictures that are chosen, dropped or pasted, in place of strokes; page.js has the rest.

// What the service takes; other pictures are drawn anew, and smaller, before they are sent.
const TYPES = ["image/png", "image/jpeg", "image/bmp", "image/gif"];
const MOST_BYTES = 8000000, MOST_PIXELS = 4000000, LONGEST = 1600;

async function take(file) {
  if (!file) return;
  clear();
  const mine = asked;
  let image;
  try {
    image = await createImageBitmap(file);
  } catch (e) {
    if (mine === asked) show([], `${file.name}: is damaged, or no picture that this browser knows; take a PNG or JPEG file.`, true);
    return;
  }
  const fits = TYPES.includes(file.type) && file.size <= MOST_BYTES && image.width * image.height <= MOST_PIXELS;
  const sent = fits ? file : await smaller(image);
  if (mine !== asked) return; // something else was drawn or chosen meanwhile
  picture = sent;
  name = file.name ? file.name + ": " : "";
  const height = Math.min(2 * HEIGHT, Math.max(HEIGHT, Math.round((WIDTH * image.height) / image.width)));
  const scale = Math.min(WIDTH / image.width, height / image.height);
  const wide = image.width * scale, high = image.height * scale;
  blank(height);
  ink.drawImage(image, (WIDTH - wide) / 2, (height - high) / 2, wide, high);
  await read();
}

function smaller(image) {
  const scale = Math.min(1, LONGEST / Math.max(image.width, image.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(image.width * scale));
  canvas.height = Math.max(1, Math.round(image.height * scale));
  const plane = canvas.getContext("2d");
  plane.imageSmoothingQuality = "high";
  plane.fillStyle = "#fff"; // what is transparent is paper
  plane.fillRect(0, 0, canvas.width, canvas.height);
  plane.drawImage(image, 0, 0, canvas.width, canvas.height);
  return drawn(canvas);
}

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

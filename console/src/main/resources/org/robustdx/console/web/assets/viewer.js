// Pictures of a case: difference and blink of the two small ones; window, level and zoom of the large one.
const compare = document.getElementById('compare');
if (compare) comparePictures();
const full = document.getElementById('full');
if (full) showFull();

function pixels(image) {
  const canvas = document.createElement('canvas');
  canvas.width = image.naturalWidth;
  canvas.height = image.naturalHeight;
  const context = canvas.getContext('2d', {willReadFrequently: true});
  context.drawImage(image, 0, 0);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}

async function comparePictures() {
  const input = compare.querySelector('[data-role="input"]');
  const denoised = compare.querySelector('[data-role="denoised"]');
  try {
    await Promise.all([input.decode(), denoised.decode()]);
  } catch {
    return; // The pictures are gone with their record.
  }
  const a = pixels(input);
  const b = pixels(denoised);
  if (a.width !== b.width || a.height !== b.height) return;
  const canvas = compare.querySelector('[data-role="difference"]');
  canvas.width = a.width;
  canvas.height = a.height;
  canvas.closest('figure').hidden = false;
  document.getElementById('compare-tools').hidden = false;
  const amplify = document.getElementById('amplify');
  const draw = () => {
    const factor = Number(amplify.value);
    document.getElementById('amplify-value').textContent = `${factor}×`;
    const out = new ImageData(a.width, a.height);
    for (let i = 0; i < out.data.length; i += 4) {
      for (let c = 0; c < 3; c++) out.data[i + c] = 128 + (a.data[i + c] - b.data[i + c]) * factor;
      out.data[i + 3] = 255;
    }
    canvas.getContext('2d').putImageData(out, 0, 0);
  };
  amplify.addEventListener('input', draw);
  amplify.value = fitting(a.data, b.data);
  draw();
  blinking(input, a, b);
}

// The factor by which the difference fills the range, except for its largest hundredth.
function fitting(a, b) {
  const counts = new Uint32Array(256);
  for (let i = 0; i < a.length; i++) {
    if (i % 4 !== 3) counts[Math.abs(a[i] - b[i])]++;
  }
  let larger = (a.length / 4) * 3 * 0.01;
  let highest = 255;
  while (highest > 1 && larger > counts[highest]) larger -= counts[highest--];
  return Math.max(1, Math.round(127 / highest));
}

// Shows both pictures in turn in one place, twice a second: slower than what may trigger seizures (three flashes a second).
function blinking(input, a, b) {
  const canvas = document.createElement('canvas');
  canvas.width = a.width;
  canvas.height = a.height;
  canvas.setAttribute('role', 'img');
  canvas.setAttribute('aria-label', input.alt);
  const caption = input.closest('figure').querySelector('figcaption');
  const name = caption.textContent;
  input.replaceWith(canvas);
  const show = (denoised) => {
    canvas.getContext('2d').putImageData(denoised ? b : a, 0, 0);
    caption.textContent = denoised ? 'Denoised' : name;
  };
  show(false);
  const blink = document.getElementById('blink');
  let timer = 0;
  blink.addEventListener('click', () => {
    const on = blink.getAttribute('aria-pressed') !== 'true';
    blink.setAttribute('aria-pressed', on);
    clearInterval(timer);
    let denoised = false;
    show(denoised);
    if (!on) return;
    timer = setInterval(() => {
      denoised = !denoised;
      show(denoised);
    }, 500);
  });
}

// Grey images of more than 8 bits come as samples: a browser would cut an image file to 8 bits. Returns null for all other images.
async function fullDepth() {
  const answer = await fetch(`${full.dataset.case}/samples`, {cache: 'no-store'});
  const header = answer.ok && answer.headers.get('X-Samples');
  if (!header) return null;
  const about = JSON.parse(header);
  const view = new DataView(await answer.arrayBuffer());
  const samples = new Uint16Array(about.width * about.height);
  let lowest = 65535;
  let highest = 0;
  for (let i = 0; i < samples.length; i++) {
    samples[i] = view.getUint16(2 * i, true);
    lowest = Math.min(lowest, samples[i]);
    highest = Math.max(highest, samples[i]);
  }
  const value = (sample) => (sample + about.offset) * about.slope + about.intercept;
  const low = Math.min(value(lowest), value(highest));
  const high = Math.max(value(lowest), value(highest));
  return {
    width: about.width,
    height: about.height,
    note: `${about.width} × ${about.height} pixels, ${about.bits} bits`,
    channels: 1,
    samples,
    values: 1 << 16,
    value,
    inverted: about.inverted,
    low,
    high,
    window: about.window > 0 ? about.window : Math.max(high - low, 1),
    level: about.window > 0 ? about.center : (low + high) / 2,
  };
}

// The image as the server decodes it, in 8 bits. Returns null, and says why, if there is none.
async function eightBits(note) {
  const answer = await fetch(`${full.dataset.case}/original.png`, {cache: 'no-store'});
  if (!answer.ok) {
    note.textContent = answer.status === 404 ? await answer.text() : 'The image cannot be loaded now.';
    full.classList.add('missing');
    return null;
  }
  const bitmap = await createImageBitmap(await answer.blob());
  const canvas = document.createElement('canvas');
  canvas.width = bitmap.width;
  canvas.height = bitmap.height;
  const context = canvas.getContext('2d', {willReadFrequently: true});
  context.drawImage(bitmap, 0, 0);
  return {
    width: bitmap.width,
    height: bitmap.height,
    note: `${bitmap.width} × ${bitmap.height} pixels`,
    channels: 4,
    samples: context.getImageData(0, 0, canvas.width, canvas.height).data,
    values: 256,
    value: (sample) => sample,
    inverted: false,
    low: 0,
    high: 255,
    window: 255,
    level: 127.5,
  };
}

async function showFull() {
  const note = document.getElementById('full-note');
  const canvas = document.getElementById('full-canvas');
  const stage = full.querySelector('.stage');
  const image = (await fullDepth()) ?? (await eightBits(note));
  if (!image) return;
  canvas.width = image.width;
  canvas.height = image.height;
  const context = canvas.getContext('2d', {willReadFrequently: true});
  const width = document.getElementById('window');
  const level = document.getElementById('level');
  const range = Math.max(image.high - image.low, image.window);
  const fineness = range > 1000 ? 1 : range / 510;
  width.step = fineness;
  width.min = fineness;
  width.max = range;
  level.step = fineness;
  level.min = Math.min(image.low, image.level);
  level.max = Math.max(image.high, image.level);
  let zoom = 0; // 0: fits the stage
  const table = new Uint8ClampedArray(image.values);

  function original() {
    width.value = image.window;
    level.value = image.level;
    window_();
  }

  function window_() {
    document.getElementById('window-value').textContent = Math.round(width.value);
    document.getElementById('level-value').textContent = Math.round(level.value);
    const from = Number(level.value) - Number(width.value) / 2;
    for (let sample = 0; sample < table.length; sample++) {
      const shown = ((image.value(sample) - from) / Number(width.value)) * 255;
      table[sample] = image.inverted ? 255 - shown : shown;
    }
    const out = new ImageData(canvas.width, canvas.height);
    for (let i = 0, o = 0; o < out.data.length; i += image.channels, o += 4) {
      out.data[o] = table[image.samples[i]];
      out.data[o + 1] = image.channels === 1 ? out.data[o] : table[image.samples[i + 1]];
      out.data[o + 2] = image.channels === 1 ? out.data[o] : table[image.samples[i + 2]];
      out.data[o + 3] = 255;
    }
    context.putImageData(out, 0, 0);
  }

  function resize() {
    const fit = Math.min(stage.clientWidth / canvas.width, stage.clientHeight / canvas.height);
    const scale = zoom === 0 ? fit : zoom;
    canvas.style.width = `${canvas.width * scale}px`;
    canvas.style.height = `${canvas.height * scale}px`;
    canvas.classList.toggle('pixels', scale > 2);
    document.getElementById('zoom-value').textContent = zoom === 0 ? 'fit' : `${Math.round(zoom * 100)} %`;
    return fit;
  }

  function step(factor) {
    const fit = resize();
    const next = (zoom === 0 ? fit : zoom) * factor;
    zoom = next <= fit ? 0 : Math.min(next, 16);
    resize();
  }

  let frame = 0;
  const later = () => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(window_);
  };
  width.addEventListener('input', later);
  level.addEventListener('input', later);
  document.getElementById('zoom-in').addEventListener('click', () => step(1.5));
  document.getElementById('zoom-out').addEventListener('click', () => step(1 / 1.5));
  document.getElementById('reset').addEventListener('click', () => {
    zoom = 0;
    original();
    resize();
  });
  stage.addEventListener('wheel', (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    step(event.deltaY < 0 ? 1.2 : 1 / 1.2);
  }, {passive: false});
  let from = null;
  stage.addEventListener('pointerdown', (event) => {
    from = {x: event.clientX + stage.scrollLeft, y: event.clientY + stage.scrollTop};
    stage.setPointerCapture(event.pointerId);
  });
  stage.addEventListener('pointermove', (event) => {
    if (from) stage.scrollTo(from.x - event.clientX, from.y - event.clientY);
  });
  stage.addEventListener('pointerup', () => {
    from = null;
  });
  addEventListener('resize', resize);
  original();
  resize();
  note.textContent = image.note;
}

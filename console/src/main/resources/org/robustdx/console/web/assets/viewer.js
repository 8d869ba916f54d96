// Pictures of a case: difference and blink of the two small ones; window, level and zoom of the large one.
const compare = document.getElementById('compare');
if (compare && !compare.hidden) comparePictures();
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
  draw();
  blinking(input, a, b);
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

async function showFull() {
  const note = document.getElementById('full-note');
  const canvas = document.getElementById('full-canvas');
  const stage = full.querySelector('.stage');
  const answer = await fetch(full.dataset.src, {cache: 'no-store'});
  if (!answer.ok) {
    note.textContent = answer.status === 404 ? await answer.text() : 'The image cannot be loaded now.';
    full.classList.add('missing');
    return;
  }
  const bitmap = await createImageBitmap(await answer.blob());
  canvas.width = bitmap.width;
  canvas.height = bitmap.height;
  const context = canvas.getContext('2d', {willReadFrequently: true});
  context.drawImage(bitmap, 0, 0);
  const original = context.getImageData(0, 0, canvas.width, canvas.height);
  note.textContent = `${bitmap.width} × ${bitmap.height} pixels`;
  const width = document.getElementById('window');
  const level = document.getElementById('level');
  let zoom = 0; // 0: fits the stage
  const table = new Uint8ClampedArray(256);

  function window_() {
    const from = Number(level.value) - Number(width.value) / 2;
    for (let v = 0; v < 256; v++) table[v] = ((v - from) / Number(width.value)) * 255;
    const out = new ImageData(canvas.width, canvas.height);
    for (let i = 0; i < out.data.length; i += 4) {
      out.data[i] = table[original.data[i]];
      out.data[i + 1] = table[original.data[i + 1]];
      out.data[i + 2] = table[original.data[i + 2]];
      out.data[i + 3] = 255;
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
    width.value = 255;
    level.value = 128;
    zoom = 0;
    window_();
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
  resize();
}

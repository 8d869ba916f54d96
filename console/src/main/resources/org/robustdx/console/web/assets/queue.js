// Fills the list as it comes into sight, and keeps it up to date. Only rows near the window are in the page.
const rows = document.getElementById('rows');
const size = Number(rows.dataset.chunk);
const query = rows.dataset.query;
const trusted = window.trustedTypes
  ? window.trustedTypes.createPolicy('console', {createHTML: (text) => text})
  : {createHTML: (text) => text};
let total = Number(rows.dataset.total);
let version = -1;

const rowHeight = () => parseFloat(getComputedStyle(rows).getPropertyValue('--row'));
const chunks = () => [...rows.querySelectorAll('.chunk')];
const length = (from) => Math.max(0, Math.min(size, total - from));

const observer = new IntersectionObserver(
  (entries) => {
    for (const entry of entries) {
      if (entry.isIntersecting) fill(entry.target, false);
      else empty(entry.target);
    }
  },
  {rootMargin: '1500px 0px'},
);

function empty(chunk) {
  // The observer reports what was so a moment ago: by now, the chunk may be near, or hold the focus.
  if (near(chunk) || chunk.contains(document.activeElement)) return;
  chunk.replaceChildren();
  delete chunk.dataset.filled;
  delete chunk.dataset.text;
}

async function fill(chunk, again) {
  chunk.dataset.near = 'yes';
  if (chunk.dataset.filled && !again) return;
  chunk.dataset.filled = 'yes';
  const from = Number(chunk.dataset.from);
  const answer = await fetch(`/rows${query ? query + '&' : '?'}from=${from}`, {cache: 'no-store'});
  if (!answer.ok) {
    delete chunk.dataset.filled;
    return;
  }
  const text = await answer.text();
  const focused = document.activeElement?.dataset?.subject;
  if (chunk.dataset.text !== text) {
    chunk.innerHTML = trusted.createHTML(text);
    chunk.dataset.text = text;
    if (focused) rows.querySelector(`[data-subject="${focused}"]`)?.focus({preventScroll: true});
  }
  resize(Number(answer.headers.get('X-Total')), Number(answer.headers.get('X-Cases')));
}

function resize(rowsNow, casesNow) {
  total = rowsNow;
  for (const place of document.querySelectorAll('[data-count="cases"]')) place.textContent = casesNow;
  document.getElementById('empty').hidden = total > 0;
  layout();
}

function layout() {
  const wanted = Math.max(1, Math.ceil(total / size));
  const present = chunks();
  for (let i = present.length; i < wanted; i++) {
    const chunk = document.createElement('div');
    chunk.className = 'chunk';
    chunk.dataset.from = i * size;
    rows.append(chunk);
    observer.observe(chunk);
  }
  for (const chunk of present.slice(wanted)) {
    observer.unobserve(chunk);
    chunk.remove();
  }
  for (const chunk of chunks()) chunk.style.height = `${length(Number(chunk.dataset.from)) * rowHeight()}px`;
}

function near(chunk) {
  const box = chunk.getBoundingClientRect();
  return box.bottom > -1500 && box.top < innerHeight + 1500;
}

rows.querySelector('.chunk').dataset.filled = 'yes';
observer.observe(rows.querySelector('.chunk'));
layout();
addEventListener('resize', layout);

// One refresh at a time; a change that arrives meanwhile is followed by another refresh.
let newest = -1;
let refreshing = false;
document.addEventListener('state', async (event) => {
  newest = event.detail.version;
  if (refreshing) return;
  refreshing = true;
  try {
    while (version !== newest) {
      const seen = newest;
      for (const chunk of chunks().filter(near)) await fill(chunk, true);
      version = seen;
    }
  } catch {
    // The console is away; the next event tries again.
  } finally {
    refreshing = false;
  }
});

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches('input, select, textarea')) return;
  const step = {j: 1, ArrowDown: 1, k: -1, ArrowUp: -1}[event.key];
  if (!step) return;
  const all = [...rows.querySelectorAll('.row')];
  const at = all.indexOf(document.activeElement);
  const next = all[at < 0 ? 0 : at + step];
  if (next) {
    event.preventDefault();
    next.focus();
  }
});

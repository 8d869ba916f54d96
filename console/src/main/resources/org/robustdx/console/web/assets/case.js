// Keys of a case: a letter chooses, Enter stores. Shows decisions that others store meanwhile.
const form = document.getElementById('decision');
const head = document.querySelector('[data-case]');
const trusted = window.trustedTypes
  ? window.trustedTypes.createPolicy('console', {createHTML: (text) => text})
  : {createHTML: (text) => text};

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey && event.key === 'Enter' && form) {
    event.preventDefault();
    form.requestSubmit();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches('textarea, select, input:not([type="radio"], [type="checkbox"], [type="range"])')) return;
  if (event.key === 'n' && form) {
    event.preventDefault();
    document.getElementById('note').focus();
    return;
  }
  const chosen = form && form.querySelector('[name="decision"]:checked');
  if (event.key === 'Enter' && form && (event.target.matches('input') || (chosen && event.target === document.body))) {
    event.preventDefault();
    form.requestSubmit();
    return;
  }
  const radio = document.querySelector(`input[type="radio"][data-key="${CSS.escape(event.key)}"]`);
  if (!radio) return;
  event.preventDefault();
  choose(radio);
});

function choose(radio) {
  radio.checked = true;
  radio.dispatchEvent(new Event('change', {bubbles: true}));
  const label = document.getElementById('label');
  // An override without a proposal needs the label first; everything else is stored by Enter.
  if (radio.value === 'OVERRIDDEN' && label && !label.value) label.focus();
  else document.getElementById('store').focus();
}

if (form) {
  const label = form.querySelector('.label');
  const show = () => {
    if (label) label.hidden = form.elements.decision.value !== 'OVERRIDDEN';
  };
  form.addEventListener('change', show);
  show();
  let sent = false;
  form.addEventListener('submit', (event) => {
    if (sent) event.preventDefault(); // Enter twice is one decision.
    sent = true;
  });
  addEventListener('pageshow', () => {
    sent = false;
  });
}

let version = -1;
document.addEventListener('state', async (event) => {
  if (event.detail.version === version) return;
  version = event.detail.version;
  const answer = await fetch(`/cases/${head.dataset.case}/decisions`, {cache: 'no-store'});
  const panel = document.getElementById('decisions');
  if (!answer.ok || !panel) return;
  const text = await answer.text();
  if (panel.outerHTML !== text) panel.outerHTML = trusted.createHTML(text);
});

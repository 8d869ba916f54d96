// Follows the console's state: counts, and whether Kafka answers. Other modules listen to the event "state".
const link = document.getElementById('link');

function show(text, connected) {
  if (link.textContent !== text) link.textContent = text;
  link.dataset.connected = connected;
}

function count(name, value) {
  for (const place of document.querySelectorAll(`[data-count="${name}"]`)) place.textContent = value;
}

const source = new EventSource('/events');
source.addEventListener('state', (event) => {
  const state = JSON.parse(event.data);
  count('open', state.open);
  count('decided', state.decided);
  show(!state.connected ? 'Kafka does not answer' : state.caughtUp ? 'live' : 'reading the topics', state.connected);
  document.dispatchEvent(new CustomEvent('state', {detail: state}));
});
source.addEventListener('error', async () => {
  show('no connection to the console', false);
  // A session that is over answers 401: the page goes to the login, and shows nothing old as if it were current.
  try {
    const answer = await fetch('/rows?from=0', {cache: 'no-store'});
    if (answer.status === 401) location.assign('/login');
  } catch {
    // The console is away; the browser connects again by itself.
  }
});

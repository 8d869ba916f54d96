// Keys that every page has: the key of an element's data-key clicks the element. Esc leaves a text field.
document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.target.matches('textarea, select, input:not([type="radio"], [type="checkbox"], [type="range"])')) {
    if (event.key === 'Escape') event.target.blur();
    return;
  }
  const target = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  // The radio buttons of a case do more than being clicked: see case.js.
  if (!target || target.matches('input[type="radio"]')) return;
  event.preventDefault();
  target.click();
});

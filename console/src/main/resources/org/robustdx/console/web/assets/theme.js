// Applies the chosen colours before the page is drawn. The choice stays in this browser.
(() => {
  const themes = ['light', 'dark', 'darkroom'];
  const names = {light: 'Light', dark: 'Dark', darkroom: 'Dark room'};
  const root = document.documentElement;
  const system = () => (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
  let theme = localStorage.getItem('theme');
  if (!themes.includes(theme)) theme = system();
  root.dataset.theme = theme;
  document.addEventListener('DOMContentLoaded', () => {
    const button = document.getElementById('theme');
    if (!button) return;
    const show = () => {
      document.getElementById('theme-name').textContent = names[theme];
      button.setAttribute('aria-label', `Colours: ${names[theme]}. Change them`);
    };
    show();
    button.addEventListener('click', () => {
      theme = themes[(themes.indexOf(theme) + 1) % themes.length];
      root.dataset.theme = theme;
      localStorage.setItem('theme', theme);
      show();
    });
  });
})();

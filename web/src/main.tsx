import '@mantine/core/styles/baseline.css';
import '@mantine/core/styles/global.css';
import './ui/televisit.css';
import { createRoot } from 'react-dom/client';
import { App } from './app/App';
import { loadLanguage, startLanguage } from './shared/i18n';

// A page that was opened before a new release may ask for a part that no longer fits: load it anew, once.
window.addEventListener('vite:preloadError', () => {
  const mark = 'televisit.reloaded';
  if (sessionStorage.getItem(mark)) return;
  sessionStorage.setItem(mark, '1');
  location.reload();
});

await loadLanguage(startLanguage());
createRoot(document.getElementById('root')!).render(<App />);

import '@mantine/core/styles/baseline.css';
import '@mantine/core/styles/global.css';
import './ui/televisit.css';
import { createRoot } from 'react-dom/client';
import { App } from './app/App';
import { loadLanguage, startLanguage } from './shared/i18n';
import { reloadOnce } from './shared/reload';

// A page that was opened before a new release may ask for a part that no longer fits: load it anew, once.
window.addEventListener('vite:preloadError', reloadOnce);

await loadLanguage(startLanguage());
createRoot(document.getElementById('root')!).render(<App />);

import { useState } from 'preact/hooks';
import { pageUrl } from '../api/place.js';
import { Icon } from '../parts/Icon.js';
import { applyTheme, storedTheme } from './theme.js';
import type { Theme } from './theme.js';

export function TopBar({ path, onHelp }: { path: string; onHelp: () => void }) {
  const link = (href: string, label: string, isHere: boolean) => (
    <a class="top-link" href={pageUrl(href)} aria-current={isHere ? 'page' : undefined}>
      {label}
    </a>
  );
  const isThreads = path.startsWith('/threads');
  return (
    <header class="top-bar">
      <a class="brand" href="/" aria-label="tracenest: all traces">
        <Icon name="brand" />
        <span class="brand-name">tracenest</span>
      </a>
      <nav class="top-links" aria-label="Pages">
        {link('/', 'Traces', !isThreads && path !== '/compare')}
        {link('/threads', 'Threads', isThreads)}
        {link('/compare', 'Compare', path === '/compare')}
      </nav>
      <div class="top-tools">
        <ThemeButton />
        <button class="icon-button" type="button" onClick={onHelp} aria-label="Keyboard shortcuts" title="Keys (?)">
          <Icon name="keyboard" />
        </button>
      </div>
    </header>
  );
}

const next: Readonly<Record<Theme, Theme>> = { auto: 'light', light: 'dark', dark: 'auto' };
const icons = { auto: 'contrast', light: 'sun', dark: 'moon' } as const;

function ThemeButton() {
  const [theme, setTheme] = useState(storedTheme);
  const turn = (): void => {
    applyTheme(next[theme]);
    setTheme(next[theme]);
  };
  return (
    <button
      class="icon-button"
      type="button"
      onClick={turn}
      aria-label={`Colours: ${theme}. Change to ${next[theme]}`}
      title={`Colours: ${theme}`}
    >
      <Icon name={icons[theme]} />
    </button>
  );
}

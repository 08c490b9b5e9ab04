/** `auto` follows the system. */
export type Theme = 'auto' | 'light' | 'dark';

const key = 'tracenest.theme';
const themes: readonly Theme[] = ['auto', 'light', 'dark'];

export function storedTheme(): Theme {
  // Storage may be forbidden.
  try {
    return themes.find((theme) => theme === localStorage.getItem(key)) ?? 'auto';
  } catch {
    return 'auto';
  }
}

export function applyTheme(theme: Theme): void {
  if (theme === 'auto') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
  try {
    localStorage.setItem(key, theme);
  } catch {
    // Then it holds until the page is left.
  }
  dispatchEvent(new Event('tracenest:theme'));
}

export function isDark(): boolean {
  const chosen = document.documentElement.dataset['theme'];
  return chosen === undefined ? matchMedia('(prefers-color-scheme: dark)').matches : chosen === 'dark';
}

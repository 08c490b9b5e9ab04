import { render } from 'preact';
import { App } from './page/App.js';
import { applyTheme, storedTheme } from './page/theme.js';

applyTheme(storedTheme());
const page = document.getElementById('page');
if (page !== null) render(<App />, page);

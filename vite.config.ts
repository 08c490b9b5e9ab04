import { defineConfig } from 'vite';

/** Builds the viewer into dist/viewer, which the server serves. `npx vite` serves it from the sources, with the API of a server. */
const server = process.env['TRACENEST_ENDPOINT'] ?? 'http://127.0.0.1:4319';

export default defineConfig({
  root: 'lib/viewer',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: '../../dist/viewer',
    emptyOutDir: true,
    // The content security policy allows no inline script, and every browser that has what we use preloads modules.
    modulePreload: { polyfill: false },
    // Nothing as a data URL: scripts, styles and fonts may only come from files.
    assetsInlineLimit: 0,
    target: 'es2022',
  },
  // Host and Origin are checked by the server.
  server: { host: '127.0.0.1', proxy: { '/api': { target: server, changeOrigin: true } } },
});

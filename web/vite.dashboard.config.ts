// Builds the Dashboard to dist/dashboard: one page, a chunk per route, nothing inline, so that a strict CSP holds.
import { resolve } from 'node:path';
import { defineConfig } from 'vite';

export default defineConfig({
  root: resolve(import.meta.dirname, 'dashboard'),
  base: '/dashboard/',
  publicDir: false,
  build: {
    target: 'es2022',
    outDir: resolve(import.meta.dirname, 'dist/dashboard'),
    emptyOutDir: true,
    modulePreload: { polyfill: false },
    // An inlined asset would be a data: URL; files are cached for good.
    assetsInlineLimit: 0,
    license: false,
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      // "use client" in a library means nothing here: there is no server part.
      onLog(level, log, handler) {
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') handler(level, log);
      },
    },
  },
});

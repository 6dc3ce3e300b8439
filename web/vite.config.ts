// Builds the customer's flow to dist/hosted: a static page and hashed assets, nothing inline, so that a strict CSP holds.
import { resolve } from 'node:path';
import { defineConfig } from 'vite';

export default defineConfig({
  root: resolve(import.meta.dirname, 'hosted'),
  base: '/flow/',
  publicDir: false,
  resolve: {
    // Written in React style, run by Preact: the page opens on phones and inside an iframe.
    alias: {
      'react-dom/client': 'preact/compat/client',
      'react/jsx-runtime': 'preact/jsx-runtime',
      'react/jsx-dev-runtime': 'preact/jsx-dev-runtime',
      react: 'preact/compat',
    },
  },
  build: {
    target: 'es2022',
    outDir: resolve(import.meta.dirname, 'dist/hosted'),
    emptyOutDir: true,
    modulePreload: { polyfill: false },
    // An inlined asset would be a data: URL, which the page's CSP does not allow.
    assetsInlineLimit: 0,
    license: false,
  },
});

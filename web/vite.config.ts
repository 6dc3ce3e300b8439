// Builds what customers load to dist/hosted: the flow's static page, the scripts of the customer's own page, hashed assets, nothing inline.
import { resolve } from 'node:path';
import { defineConfig } from 'vite';

const folder = resolve(import.meta.dirname, 'hosted');

/** Written in React style, run by Preact: the pages open on phones and inside an iframe. */
export const PREACT = {
  'react-dom/client': 'preact/compat/client',
  'react/jsx-runtime': 'preact/jsx-runtime',
  'react/jsx-dev-runtime': 'preact/jsx-dev-runtime',
  react: 'preact/compat',
};

export default defineConfig({
  root: folder,
  base: '/flow/',
  publicDir: false,
  resolve: { alias: PREACT },
  build: {
    target: 'es2022',
    outDir: resolve(import.meta.dirname, 'dist/hosted'),
    emptyOutDir: true,
    modulePreload: { polyfill: false },
    // An inlined asset would be a data: URL, which the page's CSP does not allow.
    assetsInlineLimit: 0,
    // The page's styles come in one piece, before any script.
    cssCodeSplit: false,
    manifest: 'manifest.json',
    license: false,
    rolldownOptions: {
      input: {
        flow: resolve(folder, 'index.html'),
        page: resolve(folder, 'page.ts'),
        page_flow: resolve(folder, 'page_flow.tsx'),
      },
    },
  },
});

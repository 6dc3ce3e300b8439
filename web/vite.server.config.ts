// Builds the renderer of the customer's own page to dist/server: one module without dependencies, loaded by the platform.
import { resolve } from 'node:path';
import { defineConfig } from 'vite';
import { PREACT } from './vite.config.ts';

export default defineConfig({
  root: resolve(import.meta.dirname, 'hosted'),
  publicDir: false,
  resolve: { alias: PREACT },
  ssr: { noExternal: true },
  build: {
    ssr: resolve(import.meta.dirname, 'hosted/server.tsx'),
    target: 'node20',
    outDir: resolve(import.meta.dirname, 'dist/server'),
    emptyOutDir: true,
    license: false,
    rolldownOptions: { output: { entryFileNames: 'hosted_page.mjs' } },
  },
});

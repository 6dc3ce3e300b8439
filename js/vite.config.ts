// Builds the browser SDK: the npm module by default, the script tag's file with `--mode script`.
import { defineConfig } from 'vite';

export default defineConfig(({ mode }) => ({
  build: {
    target: 'es2020',
    outDir: 'dist',
    emptyOutDir: mode !== 'script',
    minify: mode === 'script',
    reportCompressedSize: true,
    lib:
      mode === 'script'
        ? { entry: 'src/script.ts', name: 'RelinkScript', formats: ['iife'], fileName: () => 'relink.js' }
        : { entry: 'src/index.ts', formats: ['es'], fileName: () => 'index.js' },
  },
}));

import { defineConfig } from 'vite';

/** Builds Account Settings: `npm run build` puts it where the service serves it from. */
export default defineConfig({
  root: 'src/web',
  build: {
    outDir: '../../dist/web',
    emptyOutDir: true,
    target: 'es2022',
    // The service's content security policy knows no data: but for pictures.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
});

import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

const server = process.env.TELEVISIT_URL ?? 'http://127.0.0.1:8080';

// The generated documents repeat their fragments in full. Here each fragment is kept once, and the
// others point to it: a third of the bytes, the same documents.
const sharedFragments: Plugin = {
  name: 'shared-fragments',
  enforce: 'pre',
  transform(code, id) {
    if (!id.endsWith('/src/gql/graphql.ts')) return undefined;
    return code.replace(/^export const (\w+) = (\{"kind":"Document",.*\}) as unknown as/gm, (whole, name: string, json: string) => {
      const { definitions } = JSON.parse(json) as { definitions: { kind: string; name: { value: string } }[] };
      const parts = definitions.map((definition) => {
        const shared = `${definition.name.value}FragmentDoc`;
        return definition.kind === 'FragmentDefinition' && shared !== name ? `/*#__PURE__*/ first(${shared})` : JSON.stringify(definition);
      });
      return whole.replace(json, () => `{kind:'Document',definitions:[${parts.join()}]}`);
    }) + '\nfunction first(document: { definitions: readonly unknown[] }) {\n  return document.definitions[0];\n}\n';
  },
};

export default defineConfig({
  plugins: [sharedFragments, react()],
  build: {
    outDir: 'dist',
    sourcemap: false,
    modulePreload: { polyfill: false },
    target: 'es2022',
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      output: {
        // Names without hashes: dist is committed, and the server answers with an ETag of the content.
        entryFileNames: 'assets/[name].js',
        chunkFileNames: 'assets/[name].js',
        assetFileNames: 'assets/[name][extname]',
        // Small shared parts travel together: fewer requests, better compression.
        codeSplitting: {
          groups: [
            { name: 'icons', test: /@tabler/, minShareCount: 2 },
            { name: 'base', test: /[\\/]src[\\/](shared[\\/](?!useChange|useTimes|slots|terms|outcome)|gql|ui[\\/](Avatar|Button|Help|Icon|Note|PatientShell|Sheet|StateChip|States|Time\.|VisitCard))|node_modules[\\/]@apollo/, minShareCount: 2 },
          ],
        },
      },
    },
  },
  server: {
    port: 5173,
    strictPort: true,
    proxy: {
      '/graphql': { target: server, ws: true },
      '/files': server,
      '/dev': server,
      '/pay': server,
      '/calendar': server,
      '^/v/': server,
    },
  },
  test: {
    environment: 'jsdom',
    setupFiles: ['src/test/setup.ts'],
    include: ['src/**/*.test.{ts,tsx}'],
    restoreMocks: true,
  },
});

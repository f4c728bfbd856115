import { gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

const server = process.env.TELEVISIT_URL ?? 'http://127.0.0.1:8080';

// The generated module holds all documents, and each repeats its fragments in full. Here every document is a module of
// its own, so that it travels with the pages that ask it, and points to its fragments. The types that Apollo's cache
// asks for itself are left out. The id of the text is all that is ever sent.
const documents: Plugin = {
  name: 'documents',
  enforce: 'pre',
  apply: 'build',
  resolveId: (id) => (id.startsWith(documentModule) ? { id, moduleSideEffects: false } : undefined),
  load(id) {
    return id.startsWith(documentModule) ? documentCode.get(id.slice(documentModule.length)) : undefined;
  },
  transform(code, id) {
    if (!id.endsWith('/src/gql/graphql.ts')) return undefined;
    return code.replace(/^export const (\w+) = (\{.*"kind":"Document",.*\}) as unknown as .*$/gm, (_, name: string, json: string) => {
      documentCode.set(name, moduleOf(name, JSON.parse(json, withoutTypes) as Document));
      return `export { ${name} } from '${documentModule}${name}';`;
    });
  },
};

type Document = { __meta__?: object; definitions: { kind: string; name: { value: string } }[] };
const documentModule = 'document:';
const documentCode = new Map<string, string>();

function moduleOf(name: string, { __meta__, definitions }: Document) {
  const shared = new Set<string>();
  const parts = definitions.map((definition) => {
    const fragment = `${definition.name.value}FragmentDoc`;
    if (definition.kind !== 'FragmentDefinition' || fragment === name) return JSON.stringify(definition);
    shared.add(fragment);
    return `${fragment}.definitions[0]`;
  });
  const imports = [...shared].map((fragment) => `import { ${fragment} } from '${documentModule}${fragment}';`);
  const meta = __meta__ ? `__meta__:${JSON.stringify(__meta__)},` : '';
  return `${imports.join('\n')}\nexport const ${name} = /*#__PURE__*/ (() => ({${meta}kind:'Document',definitions:[${parts.join()}]}))();\n`;
}

function withoutTypes(_key: string, value: unknown) {
  const isType = (node: { kind?: string; name?: { value: string } }) => node.kind === 'Field' && node.name?.value === '__typename';
  return Array.isArray(value) ? value.filter((node: object) => !isType(node)) : value;
}

// What a phone loads before a patient sees the home page. More than this and the build fails.
const firstRoute: Plugin = {
  name: 'first-route',
  apply: 'build',
  generateBundle(_, bundle) {
    const parts = new Set<string>();
    const take = (name: string) => {
      const part = bundle[name];
      if (parts.has(name) || !part) return;
      parts.add(name);
      if (part.type === 'chunk') [...part.imports, ...(part.viteMetadata?.importedCss ?? [])].forEach(take);
    };
    for (const part of Object.values(bundle)) {
      if (part.type === 'chunk' && (part.isEntry || firstPages.some((page) => part.facadeModuleId?.endsWith(page)))) take(part.fileName);
    }
    const sizes = [...parts].map((name) => [name, gzipSync(contentOf(bundle[name]!)).length] as const);
    const kB = sizes.reduce((sum, [, size]) => sum + size, 0) / 1000;
    const list = sizes.map(([name, size]) => `${name} ${(size / 1000).toFixed(1)}`).join(', ');
    if (kB > 220 || sizes.length < firstPages.length) this.error(`the first route is ${kB.toFixed(1)} kB gzip of 220: ${list}`);
    this.info(`the first route is ${kB.toFixed(1)} kB gzip of 220: ${list}`);
  },
};
const firstPages = ['/locales/ru/index.ts', '/home/IndexPage.tsx', '/home/HomePage.tsx'];
const contentOf = (part: { type: 'chunk'; code: string } | { type: 'asset'; source: string | Uint8Array }) => (part.type === 'chunk' ? part.code : part.source);

export default defineConfig({
  plugins: [documents, react(), firstRoute],
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
            { name: 'base', test: /[\\/]src[\\/](shared[\\/](?!useChange|useHold|useTimes|personForm|slots|terms|outcome)|gql|ui[\\/](Avatar|Button|Help|Icon|Note|PatientShell|Sheet|StateChip|States|Time\.|VisitCard))|node_modules[\\/]@apollo/, minShareCount: 2 },
          ],
        },
      },
    },
  },
  server: {
    port: 5173,
    strictPort: true,
    fs: { allow: ['..'] }, // clients/src
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

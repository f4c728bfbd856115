// Writes dist, which is committed and embedded in the binary.
import { copyFile, readFile, rm } from 'node:fs/promises';
import { build } from 'esbuild';

/** Leaves GraphiQL's packaged fonts out; playground.css names the system's. */
const withoutFonts = {
  name: 'without-fonts',
  setup({ onLoad }) {
    onLoad({ filter: /graphiql\/dist\/style\.css$/ }, async ({ path }) => {
      const css = await readFile(path, 'utf8');
      return { contents: css.replace(/@font-face\s*\{[^}]*\}/g, ''), loader: 'css' };
    });
  },
};

await rm('dist', { recursive: true, force: true });
await build({
  entryPoints: {
    playground: 'src/main.jsx',
    'editor.worker': 'monaco-editor/esm/vs/editor/editor.worker.js',
    'graphql.worker': 'monaco-graphql/esm/graphql.worker.js',
    'json.worker': 'monaco-editor/esm/vs/language/json/json.worker.js',
  },
  outdir: 'dist',
  assetNames: '[name]', // codicon.ttf: the icons of the editor
  loader: { '.ttf': 'file' },
  bundle: true,
  minify: true,
  jsx: 'automatic',
  format: 'iife',
  target: 'es2022',
  define: { 'process.env.NODE_ENV': '"production"' },
  legalComments: 'linked',
  plugins: [withoutFonts],
  logLevel: 'warning',
});
await copyFile('src/index.html', 'dist/index.html');

// What client tools expect of a schema and of the web app's operations.
// Runs in the root: eslint -c clients/check/eslint.config.js schema web/src
import graphql from '@graphql-eslint/eslint-plugin';

const documents = 'web/src/**/*.graphql';

function lint(files, presets, rules) {
  const recommended = presets.map((name) => graphql.configs[`flat/${name}`].rules);
  return {
    files: [files],
    plugins: { '@graphql-eslint': graphql },
    languageOptions: { parser: graphql.parser, parserOptions: { graphQLConfig: { schema: 'schema/*.graphql', documents } } },
    rules: Object.assign({}, ...recommended, rules),
  };
}

export default [
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  lint('schema/*.graphql', ['schema-recommended', 'schema-relay'], {
    '@graphql-eslint/description-style': ['error', { style: 'inline' }],
    // Pages go forward only.
    '@graphql-eslint/relay-arguments': ['error', { includeBoth: false }],
    // Lists that cannot grow are plain lists, and connections offer `nodes` beside `edges`.
    // Rows of the staff's worklists (jobs, refunds) are read through their list only.
    '@graphql-eslint/relay-edge-types': ['error', { withEdgeSuffix: true, shouldImplementNode: false, listTypeCanWrapOnlyEdgeType: false }],
    // Things have an id and are a Node; answers, events, problems and values (Money, Slot) have none.
    '@graphql-eslint/strict-id-in-types': 'off',
  }),
  lint(documents, ['operations-recommended']),
];

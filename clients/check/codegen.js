// Types of the schema for src: generated/schema.ts.
export default {
  schema: '../schema.graphql',
  generates: {
    'generated/schema.ts': {
      plugins: ['typescript', './check/unions.cjs'],
      config: {
        useTypeImports: true,
        enumsAsTypes: true,
        strictScalars: true,
        nonOptionalTypename: true,
        scalars: { DateTime: 'string', Date: 'string', UUID: 'string', Cursor: 'string', Upload: 'File' },
      },
    },
  },
};

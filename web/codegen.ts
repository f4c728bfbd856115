import type { CodegenConfig } from '@graphql-codegen/cli';
import { Kind, visit, type ASTNode, type FieldNode, type SelectionSetNode } from 'graphql';

const typename: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

/** Names the type of every object, as Apollo's cache does, though not of the operation: a subscription has one field. */
function nameTypes(node: SelectionSetNode, _key: unknown, parent: ASTNode | readonly ASTNode[] | undefined) {
  const isRoot = parent && 'kind' in parent && parent.kind === Kind.OPERATION_DEFINITION;
  const isNamed = node.selections.some((selection) => selection.kind === Kind.FIELD && selection.name.value === '__typename');
  return isRoot || isNamed ? undefined : { ...node, selections: [...node.selections, typename] };
}

const config: CodegenConfig = {
  schema: '../schema/*.graphql',
  documents: ['src/**/*.graphql'],
  ignoreNoDocuments: true,
  generates: {
    'src/gql/': {
      preset: 'client',
      presetConfig: { fragmentMasking: false, persistedDocuments: { hashAlgorithm: 'sha256' } },
      documentTransforms: [
        { transform: ({ documents }) => documents.map((file) => ({ ...file, document: file.document && visit(file.document, { SelectionSet: nameTypes }) })) },
      ],
      config: {
        useTypeImports: true,
        enumsAsTypes: true,
        strictScalars: true,
        nonOptionalTypename: true,
        scalars: {
          DateTime: 'string',
          Date: 'string',
          UUID: 'string',
          Cursor: 'string',
          Upload: 'File',
        },
      },
    },
    'src/gql/possibleTypes.ts': { plugins: ['fragment-matcher'], config: { useExplicitTyping: true } },
  },
};

export default config;

import type { CodegenConfig } from '@graphql-codegen/cli';

/** Types the page's operations by the schema: `npm run operations` writes them, `npm run check` compares. */
const config: CodegenConfig = {
  schema: 'schema.graphql',
  documents: 'src/web/api/operations.graphql',
  generates: {
    'src/web/api/operations.ts': {
      plugins: ['typescript-operations', 'typed-document-node'],
      config: {
        documentMode: 'string',
        useTypeImports: true,
        immutableTypes: true,
        enumType: 'string-literal',
        scalars: { DateTime: 'string', ID: 'string' },
      },
    },
  },
};
export default config;

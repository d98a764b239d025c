import { NoSchemaIntrospectionCustomRule, type ParseOptions, type ValidationRule } from 'graphql';
import type { Config } from '../config/config.js';
import { refuseExcess } from './limits-first.js';

/** How documents are read, over HTTP as over WebSocket. */
export interface DocumentRules {
  readonly parseOptions: ParseOptions;
  /** Besides those of the GraphQL specification. */
  readonly validationRules: ValidationRule[];
  readonly validationOptions: { readonly maxErrors: number; readonly hideSuggestions: boolean };
}

/** In production the schema is not told, neither when asked for nor by suggestions. */
export function documentRules({ NODE_ENV }: Config): DocumentRules {
  const isOpen = NODE_ENV !== 'production';
  return {
    parseOptions: { maxLexicalTokens: 1_000 },
    validationRules: isOpen ? [refuseExcess] : [refuseExcess, NoSchemaIntrospectionCustomRule],
    validationOptions: { maxErrors: 10, hideSuggestions: !isOpen },
  };
}

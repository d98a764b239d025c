import {
  getNamedType,
  getNullableType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type FieldNode,
  type GraphQLField,
  type GraphQLNamedType,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql';
import { LONGEST_PAGE } from './relay.js';

/** How long a list is taken to be that is no page. */
const LIST = 20;

/** What an operation comes to, with its fragments laid out and nothing skipped. */
export interface Weight {
  readonly depth: number;
  /** Fields at its top, by whatever name. */
  readonly rootFields: number;
  /** Values in the longest reply. */
  readonly cost: number;
}

interface Scope {
  readonly type: GraphQLNamedType | undefined;
  /** How many edges the page around has. */
  readonly page: number | undefined;
}

const NOTHING: Weight = { depth: 0, rootFields: 0, cost: 0 };

/**
 * Weighs an operation in time that grows with the document, not with what its fragments
 * come to: each is weighed once. Variables are not looked at, since a document is validated once
 * for all its variables: a page whose length is in one counts as the longest.
 */
export function weigh(
  { selectionSet, operation }: OperationDefinitionNode,
  context: ValidationContext,
): Weight {
  const type = context.getSchema().getRootType(operation) ?? undefined;
  return new Scales(context).selection(selectionSet, { type, page: undefined });
}

class Scales {
  private readonly fragments = new Map<string, Weight>();

  constructor(private readonly context: ValidationContext) {}

  selection({ selections }: SelectionSetNode, scope: Scope): Weight {
    return selections.map((node) => this.node(node, scope)).reduce(together, NOTHING);
  }

  private node(node: SelectionNode, scope: Scope): Weight {
    switch (node.kind) {
      case Kind.FIELD:
        return this.field(node, scope);
      case Kind.INLINE_FRAGMENT:
        return this.selection(node.selectionSet, this.on(node.typeCondition?.name.value, scope));
      case Kind.FRAGMENT_SPREAD:
        return this.fragment(node.name.value, scope);
    }
  }

  private fragment(name: string, scope: Scope): Weight {
    const key = `${name} ${String(scope.page)}`;
    const known = this.fragments.get(key);
    if (known) return known;
    // One that contains itself is refused by a rule of its own; here it must come to an end.
    this.fragments.set(key, NOTHING);
    const definition = this.context.getFragment(name);
    const weight = definition
      ? this.selection(definition.selectionSet, this.on(definition.typeCondition.name.value, scope))
      : NOTHING;
    this.fragments.set(key, weight);
    return weight;
  }

  private field(node: FieldNode, scope: Scope): Weight {
    // What the schema says of itself has limits of its own, and is not told in production.
    if (node.name.value.startsWith('__')) return { depth: 1, rootFields: 1, cost: 1 };
    const definition = fieldOf(scope.type, node.name.value);
    if (!node.selectionSet) return { depth: 1, rootFields: 1, cost: 1 };
    const type = definition && getNamedType(definition.type);
    const below = this.selection(node.selectionSet, { type, page: pageOf(node, definition) });
    const isList = definition && isListType(getNullableType(definition.type));
    const times = isList ? (scope.page ?? LIST) : 1;
    return { depth: 1 + below.depth, rootFields: 1, cost: times * (1 + below.cost) };
  }

  private on(typeName: string | undefined, { type, page }: Scope): Scope {
    return { type: typeName === undefined ? type : this.context.getSchema().getType(typeName), page };
  }
}

function together(a: Weight, b: Weight): Weight {
  return {
    depth: Math.max(a.depth, b.depth),
    rootFields: a.rootFields + b.rootFields,
    cost: a.cost + b.cost,
  };
}

function fieldOf(
  type: GraphQLNamedType | undefined,
  name: string,
): GraphQLField<unknown, unknown> | undefined {
  return isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined;
}

/** How long a page a field asks for, if it is one that has pages. */
function pageOf(node: FieldNode, definition: GraphQLField<unknown, unknown> | undefined): number | undefined {
  const declared = definition?.args.find(({ name }) => name === 'first');
  if (!declared) return undefined;
  const given = node.arguments?.find(({ name }) => name.value === 'first')?.value;
  if (!given) return Number(declared.defaultValue ?? LONGEST_PAGE);
  const literal = given.kind === Kind.INT ? Number(given.value) : LONGEST_PAGE;
  return Math.min(Math.max(literal, 1), LONGEST_PAGE);
}

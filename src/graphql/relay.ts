import type { Type } from '@nestjs/common';
import { Field, ObjectType } from '@nestjs/graphql';
import { RequestError } from './masked-errors.js';

export const DEFAULT_PAGE = 50;
export const LONGEST_PAGE = 100;

@ObjectType({ description: 'Where a page lies: https://relay.dev/graphql/connections.htm' })
class PageInfo {
  @Field(() => Boolean)
  readonly hasNextPage!: boolean;

  @Field(() => Boolean)
  readonly hasPreviousPage!: boolean;

  @Field(() => String, { nullable: true })
  readonly startCursor!: string | null;

  @Field(() => String, { nullable: true })
  readonly endCursor!: string | null;
}

interface Edge<T> {
  readonly cursor: string;
  readonly node: T;
}

export interface Connection<T> {
  readonly edges: readonly Edge<T>[];
  readonly pageInfo: PageInfo;
}

/** Declares the connection and edge types of a node type. */
export function connectionOf<T>(node: Type<T>): Type<Connection<T>> {
  class EdgeType implements Edge<T> {
    readonly cursor!: string;
    readonly node!: T;
  }
  ObjectType(`${node.name}Edge`)(EdgeType);
  Field(() => String)(EdgeType.prototype, 'cursor');
  Field(() => node)(EdgeType.prototype, 'node');

  class ConnectionType implements Connection<T> {
    readonly edges!: readonly Edge<T>[];
    readonly pageInfo!: PageInfo;
  }
  ObjectType(`${node.name}Connection`)(ConnectionType);
  Field(() => [EdgeType])(ConnectionType.prototype, 'edges');
  Field(() => PageInfo)(ConnectionType.prototype, 'pageInfo');
  return ConnectionType;
}

/**
 * A page as a connection.
 * @param found up to `first + 1` nodes: the one too many tells that there is a next page
 * @param placeOf what orders the nodes; it becomes the cursor
 */
export function toConnection<T>(
  found: readonly T[],
  first: number,
  after: string | null | undefined,
  placeOf: (node: T) => number,
): Connection<T> {
  const edges = found.slice(0, first).map((node) => ({ cursor: toCursor(placeOf(node)), node }));
  return {
    edges,
    pageInfo: {
      hasNextPage: found.length > first,
      hasPreviousPage: Boolean(after),
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

/** @throws {RequestError} for a page nobody should ask for */
export function checkPageSize(first: number): void {
  if (first < 1 || first > LONGEST_PAGE) {
    throw new RequestError(`"first" must be between 1 and ${String(LONGEST_PAGE)}.`, 'BAD_PAGE');
  }
}

function toCursor(place: number): string {
  return Buffer.from(`at:${String(place)}`).toString('base64url');
}

/** @throws {RequestError} when it is not a cursor of ours */
export function fromCursor(cursor: string): number {
  const place = /^at:(\d{1,15})$/.exec(Buffer.from(cursor.slice(0, 64), 'base64url').toString())?.[1];
  if (place === undefined)
    throw new RequestError('The cursor in "after" is not one this service gave out.', 'BAD_CURSOR');
  return Number(place);
}

import { getNamedType, type GraphQLResolveInfo, type GraphQLSchema } from 'graphql';
import { note, type SecurityNotes } from '../logging/security-notes.js';
import type { Session } from '../sign-in/sessions.js';
import { isRefusal } from './refusal.js';
import type { RequestContext } from './request-context.js';

/**
 * Has every mutation note that it was asked for, and what came of it: each concerns how somebody gets in. Here and
 * not in resolvers, so that none is forgotten; queries run as they did.
 */
export function notingActs(schema: GraphQLSchema): GraphQLSchema {
  for (const field of Object.values(schema.getMutationType()?.getFields() ?? {})) {
    const { resolve } = field;
    if (!resolve) continue;
    field.resolve = async (source, input, context: RequestContext, info): Promise<unknown> => {
      note({ act: info.fieldName });
      const result: unknown = await resolve(source, input, context, info);
      note(notesOf(result as Result, info));
      return result;
    };
  }
  return schema;
}

/** What results of mutations may hold that says whom they are about. */
interface Result {
  readonly session?: Session;
  readonly accountId?: string;
  readonly sessionId?: string;
}

function notesOf(result: Result, info: GraphQLResolveInfo): SecurityNotes {
  if (isRefusal(result)) return { outcome: result.code, refused: true };
  const { session, accountId = session?.accountId, sessionId } = result;
  return {
    outcome: nameOf(result, info),
    ...(accountId !== undefined && { accountId }),
    ...(session && { sessionId: session.id, amr: session.amr }),
    ...(sessionId !== undefined && { target: sessionId }),
  };
}

/** Members of unions are told apart by their class; what is always of one type may be any object. */
function nameOf(result: object, { returnType }: GraphQLResolveInfo): string {
  const { name } = result.constructor;
  return name === 'Object' ? getNamedType(returnType).name : name;
}

import { randomUUIDv7 } from 'node:crypto';
import { roles, type ApiKeys, type Role } from '../access/api-keys.js';
import { CannotStart } from '../config/cannot-start.js';
import { configFromEnvironment } from '../config/environment.js';
import { hashToken, newToken } from '../crypto/token.js';
import { openStorage } from './storage.js';

/** What a list can show in one line. */
const NAME = /^[^\p{C}\p{Zl}\p{Zp}]{1,100}$/u;

/** What the command line is told of a key to be made. */
export interface NewApiKey {
  readonly role: string;
  readonly name: string;
}

/** Makes a key and prints it, once. Works while the service runs. */
export async function createApiKey(options: NewApiKey): Promise<void> {
  const role = roles.find((known) => known === options.role);
  if (!role) throw new CannotStart(`There is no role "${options.role}": it is one of ${roles.join(', ')}.`);
  const name = options.name.trim();
  if (!NAME.test(name)) throw new CannotStart('A key needs a name of 1 to 100 visible characters.');
  const token = newToken('key');
  const id = randomUUIDv7();
  await withApiKeys((apiKeys) =>
    apiKeys.add({
      id,
      name,
      role,
      tokenHash: hashToken(token),
      createdAt: new Date(),
      revokedAt: null,
    }),
  );
  console.error(`Made the ${role} key "${name}" (${id}). It is shown this once:`);
  console.log(token);
}

/** Prints what is known of every key; the keys themselves nobody knows. */
export async function listApiKeys(): Promise<void> {
  const keys = await withApiKeys((apiKeys) => apiKeys.list());
  if (keys.length === 0) console.error('There are no API keys yet.');
  for (const { id, name, role, createdAt, revokedAt } of keys) {
    const state = revokedAt ? `revoked ${revokedAt.toISOString()}` : 'active';
    console.log([id, pad(role), `made ${createdAt.toISOString()}`, state, name].join('  '));
  }
}

/** Revokes a key, from the next request on. */
export async function revokeApiKey(id: string): Promise<void> {
  const revoked = await withApiKeys((apiKeys) => apiKeys.revoke(id, new Date()));
  if (!revoked) throw new CannotStart(`There is no active API key with the id ${id}.`);
  console.error(`Revoked the API key ${id}.`);
}

async function withApiKeys<T>(work: (apiKeys: ApiKeys) => Promise<T>): Promise<T> {
  const { apiKeys, close } = await openStorage(configFromEnvironment(), console.error);
  try {
    return await work(apiKeys);
  } finally {
    await close();
  }
}

function pad(role: Role): string {
  return role.padEnd(Math.max(...roles.map(({ length }) => length)));
}

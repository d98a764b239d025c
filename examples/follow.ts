/*
 * Follows the 2FA changes of every account. When the connection is lost it goes on, once
 * there is one again, after the last change it saw.
 *
 *   npx node examples/follow.ts "$KEY"      what changes from now on
 *   npx node examples/follow.ts "$KEY" 0    everything since the beginning of the log
 *
 * The key is one of `api-keys create`; a third word is the service's address.
 */
import { createClient } from 'graphql-ws';

const [key, after = null, service = 'http://localhost:3000'] = process.argv.slice(2);
if (key === undefined || (after !== null && !/^\d+$/.test(after))) {
  console.error('Usage: npx node examples/follow.ts <key> [<position> [<address>]]');
  process.exit(2);
}

/** How the protocol says that nobody was recognised. */
const FORBIDDEN = 4403;

/** Whether somebody was told that there is no connection. */
let isLost = false;

const socket = createClient({
  url: `${service.replace(/^http/, 'ws')}/graphql`,
  connectionParams: { authorization: `Bearer ${key}` },
  retryAttempts: Infinity,
  shouldRetry: () => true,
  on: {
    connected: () => (isLost = false),
    closed: (event) => {
      if ((event as CloseEvent).code === FORBIDDEN) {
        console.error('The service does not know this key, or it was revoked.');
        process.exit(1);
      }
      if (!isLost) console.error(`No connection to ${service}; trying again until there is one.`);
      isLost = true;
    },
  },
});

const query = `subscription ($after: String) {
  twoFactorChanged(after: $after) { position at accountId type }
}`;
// Sent with each new connection. A program that must miss nothing keeps `after` on disk.
const variables = { after };

for await (const { data, errors } of socket.iterate<Record<string, any>>({ query, variables })) {
  if (errors) {
    console.error(errors.map(({ message }) => message).join('\n'));
    process.exit(1);
  }
  const { position, at, accountId, type } = data!['twoFactorChanged'];
  console.log(position, at, accountId, type);
  variables.after = position;
}

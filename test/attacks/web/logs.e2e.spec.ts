import { somebody } from '../../support/client.js';
import { start } from '../../support/process.js';
import { RawSocket } from '../../support/raw-socket.js';

const MASTER_KEY = Buffer.from('the master key for attack tests.').toString('base64');
/** Pino's number for an error. */
const ERROR = 50;
const SECRET = 'hunter2-is-my-password';

describe('The log in production, at its most talkative,', () => {
  it('tells of no client’s mistake as a fault, and nothing of what was sent', async () => {
    const service = await start({ environment: { NODE_ENV: 'production', LOG_LEVEL: 'debug', MASTER_KEY } });
    const client = service.client();
    const me = { ...somebody(), password: SECRET };
    const { accountId } = await client.registered(me);
    const headers = { 'content-type': 'application/json' };
    await client.send(`{ ${SECRET} `);
    await client.send(`{ account(by: { id: "${SECRET}" }, x: "${SECRET}") { id } }`);
    await client.send('query ($first: Int!) { accounts(first: $first) { edges { cursor } } }', {
      first: SECRET,
    });
    await client.send('{ accounts(first: 1000) { edges { cursor } } }');
    await client.send(
      'query ($id: ID!) { twoFactorHistory(accountId: $id, after: "x") { edges { cursor } } }',
      { id: accountId },
    );
    await client.request({ method: 'POST', headers, body: `{"query": ${SECRET}` });
    await client.request({ method: 'POST', headers: { 'content-type': 'text/plain' }, body: SECRET });
    await client.request({ headers: { cookie: `__Host-session=${SECRET}` } }, `/${SECRET}`);
    using socket = await new RawSocket(service.url).introduced(client.token);
    socket.subscribe('1', 'subscription { twoFactorChanged(after: "999999") { position } }');
    socket.subscribe('2', `subscription { ${SECRET} }`);
    socket.subscribe('3', 'subscription ($id: ID) { twoFactorChanged(accountId: $id) { position } }', {
      id: { a: SECRET },
    });
    for (const id of ['1', '2', '3']) await socket.refused(id);
    socket.say({ type: 'connection_ack', payload: SECRET });
    await socket.closedWith(4400);

    const { lines } = await service.stop();
    const told = lines.map((line) => JSON.parse(line) as { readonly level: number });
    expect(told.length).toBeGreaterThan(0);
    expect(told.filter(({ level }) => level >= ERROR)).toEqual([]);
    const text = lines.join('\n');
    for (const secret of [SECRET, client.token!, MASTER_KEY]) expect(text).not.toContain(secret);
  });
});

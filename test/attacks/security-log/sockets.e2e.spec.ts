import { somebody, type Client } from '../../support/client.js';
import { eventually } from '../../support/eventually.js';
import { start, type Running } from '../../support/process.js';
import { RawSocket } from '../../support/raw-socket.js';
import { IN_PRODUCTION, securityLines, UUID, WARN } from '../../support/security-log.js';

const UTC = expect.stringMatching(/Z$/) as string;

describe('The security log has one line for', () => {
  let service: Running;
  let client: Client;
  let accountId: string;
  let before: number;
  beforeAll(async () => {
    service = await start({ environment: IN_PRODUCTION });
    client = service.client();
    ({ accountId } = await client.registered(somebody()));
    await eventually(() => {
      expect(securityLines(service)).toHaveLength(2);
    });
  });
  beforeEach(() => {
    before = securityLines(service).length;
  });
  afterAll(() => service.stop());

  /** The lines since the test began; each is of another request. */
  async function told(expected: Record<string, unknown>): Promise<void> {
    const line = { level: WARN, operation: 'connect', outcome: 'refused', ...expected };
    const since = () => securityLines(service).slice(before);
    await eventually(() => {
      expect(since()).not.toEqual([]);
    });
    expect(since()).toEqual([
      {
        context: 'Security',
        time: UTC,
        correlationId: UUID,
        msg: `${line.operation}: ${line.outcome}`,
        ...line,
      },
    ]);
  }

  it('a WebSocket to a page of another site', async () => {
    using socket = new RawSocket(service.url, { headers: { origin: 'https://evil.example' } });
    await socket.refusedWith(403);
    await told({ what: 'origin', status: 403 });
  });

  it('one whose token nobody has', async () => {
    using socket = await new RawSocket(service.url).opened();
    socket.say({ type: 'connection_init', payload: { authorization: 'Bearer hunter2' } });
    await socket.closedWith(4403);
    await told({ what: 'token', token: 'unknown', status: 4403 });
  });

  it('a subscription to what is for others', async () => {
    using socket = await new RawSocket(service.url).introduced(client.token);
    socket.subscribe('1', 'subscription { twoFactorChanged(accountId: null) { position } }');
    const [error] = (await socket.refused('1')) as [{ extensions: Record<string, unknown> }];
    await told({
      what: 'access',
      operation: 'subscribe',
      outcome: 'NOT_ALLOWED',
      accountId,
      sessionId: UUID,
      correlationId: error.extensions['correlationId'],
    });
  });

  it('more subscriptions than a socket may have', async () => {
    using socket = await new RawSocket(service.url).introduced(client.token);
    const query = `subscription { twoFactorChanged(accountId: "${accountId}") { position } }`;
    for (let id = 1; id <= 21; id++) socket.subscribe(String(id), query);
    await socket.refused('21');
    await told({
      what: 'limit',
      operation: 'subscribe',
      outcome: 'LIMIT_EXCEEDED',
      accountId,
      sessionId: UUID,
    });
  });

  it('more messages than a socket may send, however many more', async () => {
    using socket = await new RawSocket(service.url).introduced(client.token);
    for (let message = 0; message < 500; message++) socket.say({ type: 'ping' });
    await socket.closedWith(1008);
    await told({ what: 'limit', status: 1008, accountId, sessionId: UUID });
  });

  it('what is no message of the protocol', async () => {
    using socket = await new RawSocket(service.url).opened();
    socket.send('hunter2\n{"level":30}');
    await socket.closedWith(4400);
    await told({ what: 'request', status: 4400 });
  });
});

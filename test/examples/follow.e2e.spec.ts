import { rmSync } from 'node:fs';
import { SystemClock } from '../../src/clock.js';
import { countersign } from '../cli/countersign.js';
import { Client, somebody } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { temporaryFolder } from '../support/service.js';
import { runExample, serve } from './processes.js';

describe('examples/follow.ts', () => {
  let folder: string;
  let service: Awaited<ReturnType<typeof serve>>;
  beforeAll(async () => {
    folder = temporaryFolder();
    service = await serve(folder);
  }, 70_000);
  afterAll(async () => {
    await service.stop();
    rmSync(folder, { recursive: true });
  });

  /** Registers somebody and starts an enrollment: one change. */
  async function change(): Promise<string> {
    const person = somebody();
    const client = new Client(service.url, new SystemClock());
    const { accountId } = await client.registered(person);
    await client.startEnrollment(person.password);
    return accountId;
  }

  it('shows every change once, also when the service goes away in between', async () => {
    const words = ['api-keys', 'create', '--role', 'application', '--name', 'follower'];
    const { output: key } = await countersign(words, { DATA_DIR: folder });
    const before = await change();
    const follower = runExample('follow.ts', key.trim(), '0', service.url);
    try {
      await eventually(() => expect(follower.lines).toHaveLength(1), 30_000);

      await service.stop();
      service = await serve(folder, Number(new URL(service.url).port));
      const after = await change();
      await eventually(() => expect(follower.lines).toHaveLength(2), 60_000);
      expect(follower.lines).toEqual([before, after].map(startedBy));
    } finally {
      await follower.stop();
    }
    expect(follower.told).toEqual([`No connection to ${service.url}; trying again until there is one.`]);
  }, 180_000);

  it('says what it takes, and that a position is none', async () => {
    const usage = 'Usage: npx node examples/follow.ts <key> [<position> [<address>]]';
    for (const words of [[], ['key', 'abc']]) {
      const follower = runExample('follow.ts', ...words);
      expect([await follower.ended, follower.told]).toEqual([2, [usage]]);
    }
  });

  it('says in one line that its key is none', async () => {
    const follower = runExample('follow.ts', 'nonsense', '0', service.url);
    expect(await follower.ended).toBe(1);
    expect([follower.lines, follower.told]).toEqual([
      [],
      ['The service does not know this key, or it was revoked.'],
    ]);
  });
});

function startedBy(accountId: string): unknown {
  return expect.stringMatching(new RegExp(`^\\d+ \\S+Z ${accountId} TWO_FACTOR_ENROLLMENT_STARTED$`));
}

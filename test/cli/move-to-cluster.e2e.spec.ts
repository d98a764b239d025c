import { join } from 'node:path';
import { history, viewer } from '../support/client-queries.js';
import { Client } from '../support/client.js';
import { ADA, GRACE } from '../support/facts.js';
import { countersign, run, start } from '../support/process.js';
import { TestClock } from '../support/test-clock.js';
import { refusal } from '../faults/refusals.js';
import { eventsIn, headsIn, Servers } from './servers.js';

const MARY = { username: 'mary', password: 'the mathematical bridge at night' } as const;

/** The service, at an instant that does not pass: codes and locks last for as long as the test takes. */
function at(clock: TestClock): readonly string[] {
  const built = JSON.stringify(new URL('../../dist/clock.js', import.meta.url).href);
  const standStill = `import { SystemClock } from ${built}; SystemClock.prototype.now = () => new Date(${String(clock.now().getTime())});`;
  return countersign('--import', `data:text/javascript,${encodeURIComponent(standStill)}`);
}

/** Mary signs in, and guesses codes until hers are locked. */
async function lockOut(mary: Client, secret: string): Promise<void> {
  const { challenge } = await mary.signIn(MARY);
  for (let guess = 0; guess < 5; guess++)
    await mary.answerChallenge(challenge as string, mary.wrongCode(secret));
}

async function apiKey(folder: string, name: string) {
  const { stdout, stderr } = await run(['api-keys', 'create', '--role', 'auditor', '--name', name], {
    folder,
  });
  return { token: stdout.trim(), id: /\(([\w-]+)\)/.exec(stderr)![1]! };
}

const withoutPlaces = (entries: readonly Record<string, unknown>[]) =>
  entries.map((entry) => ({ ...entry, position: null }));

describe('An installation that moved to a cluster', () => {
  it('goes on where it was: the same people, codes, locks, histories and API keys', async () => {
    const clock = new TestClock();
    const embedded = await start({ command: at(clock) });
    const { folder } = embedded;
    const ada = new Client(embedded.url, clock);
    const { accountId, secret } = await ada.enrolled(ADA);
    const spent = ada.code(secret);
    const grace = new Client(embedded.url, clock);
    const hers = await grace.enrolled(GRACE);
    await grace.disableTwoFactor(GRACE.password, grace.code(hers.secret, 1));
    const auditor = await apiKey(folder, 'audit office');
    const lost = await apiKey(folder, 'lost');
    await run(['api-keys', 'revoke', lost.id], { folder });
    const reader = embedded.client();
    reader.token = auditor.token;
    const before = await history(reader, hers.accountId);
    expect(before.length).toBeGreaterThan(2);
    const mary = new Client(embedded.url, clock);
    const { secret: marysSecret } = await mary.enrolled(MARY);
    await lockOut(mary, marysSecret);

    const servers = await Servers.start(join(folder, 'master.key'));
    const { environment } = servers;
    expect(await refusal({ folder, environment }, ['move-to-cluster'])).toBe(
      `Another Countersign already runs on the data folder ${folder}. Stop it first, or set DATA_DIR to another folder.`,
    );
    await embedded.stop();
    const moved = await run(['move-to-cluster'], { folder, environment });
    const events = String(eventsIn(folder).length);
    expect(moved).toMatchObject({ code: 0, stdout: '' });
    expect(moved.stderr).toBe(
      [
        'Moved 5 keys and 2 API keys.',
        `All ${events} events are there, in order, and the same byte for byte.`,
        `Signed heads that are there, too, and hold for them: ${String(headsIn(folder).length)}.`,
        `Set EVENT_STORE_URL and DATABASE_URL to start the service there; people sign in anew. Keep ${folder} as a backup, but never serve it again: it knows nothing of what happens from now on.\n`,
      ].join('\n'),
    );
    expect(servers.events()).toStrictEqual(eventsIn(folder));

    clock.advance({ seconds: 20 });
    const cluster = await start({ environment, command: at(clock) });
    const again = new Client(cluster.url, clock, ada.token);
    expect(await viewer(again)).toBeNull();
    const { challenge } = await again.signIn(ADA);
    expect(await again.answerChallenge(challenge as string, spent)).toMatchObject({
      code: 'CODE_REFUSED',
    });
    expect(await again.answerChallenge(challenge as string, again.code(secret))).toMatchObject({
      session: { assuranceLevel: 'AAL2' },
    });
    expect(await viewer(again)).toMatchObject({ account: { id: accountId, username: 'ada' } });

    const { challenge: marysChallenge } = await cluster.client().signIn(MARY);
    expect(
      await cluster.client().answerChallenge(marysChallenge as string, mary.code(marysSecret)),
    ).toMatchObject({ code: 'TOO_MANY_ATTEMPTS', retryAfter: 10 });
    expect(await cluster.client().signIn(GRACE)).toMatchObject({ session: { assuranceLevel: 'AAL1' } });

    const readerThere = cluster.client();
    readerThere.token = auditor.token;
    expect(withoutPlaces(await history(readerThere, hers.accountId))).toEqual(withoutPlaces(before));
    readerThere.token = lost.token;
    expect((await readerThere.send('{ accounts { edges { cursor } } }')).errors).toHaveLength(1);

    expect(await refusal({ folder, environment }, ['move-to-cluster'])).toBe(
      'A service, or another move, is at work on the cluster. Stop it until this move is done.',
    );
    await cluster.stop();
    expect(await refusal({ folder, environment }, ['move-to-cluster'])).toMatch(
      new RegExp(
        `^The cluster has been in use: behind the ${events} events of the data folder its log goes on with TwoFactorCode\\w+ at twoFactor-${accountId}@\\d+\\.$`,
      ),
    );
  });
});

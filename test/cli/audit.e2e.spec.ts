import { LIFE, liveEventfully, type EventfulLife } from '../journeys/eventful-life.js';
import { eraseAccount } from '../support/account-settings.js';
import { history, twoFactorAt } from '../support/client-queries.js';
import { somebody, type Client } from '../support/client.js';
import { startService, type Service } from '../support/service.js';
import { countersign } from './countersign.js';

/** Each command starts Node anew; on a busy machine that takes seconds. */
const PROCESSES_TAKE_TIME = 180_000;

describe('The past of an account, from the command line while the service runs', () => {
  let service: Service;
  let auditor: Client;
  let life: EventfulLife;
  let accountId: string;
  let username: string;
  beforeAll(async () => {
    service = await startService();
    auditor = await service.keyClient('auditor');
    life = await liveEventfully(service);
    ({ accountId } = life);
    const query = 'query ($id: ID!) { account(by: { id: $id }) { username } }';
    username = (await auditor.query(query, { id: accountId }))['account'].username as string;
  });
  afterAll(() => service.dispose());

  const command = (...words: readonly string[]) => countersign(words, { DATA_DIR: service.folder });

  it(
    'is printed as sentences: what, when, why and by whom',
    async () => {
      const { exitCode, output, told } = await command('audit', username);
      expect({ exitCode, told }).toEqual({
        exitCode: 0,
        told: `The history of ${username} (account ${accountId}), oldest first:\n`,
      });
      const [registered, , ...lines] = output.trimEnd().split('\n');
      expect(registered).toBe('2026-03-01 12:00:15 UTC  The account was registered.');
      const what = lines.filter((_, index) => index % 2 === 0).map((line) => line.slice(25));
      expect(what.filter((line) => !line.startsWith('Signed in from a network'))).toEqual([
        'A QR code was made to set up an authenticator. Nothing changes until its first code.',
        'Two-factor authentication was turned on. Other sessions were signed out.',
        'Recovery codes were made. Those from before, if there were any, are worth nothing.',
        'A code was refused at sign-in. It was not a code of the authenticator, nor a recovery code. Wrong codes in a row: 1.',
        'Signed in with password and code.',
        'Two-factor authentication was turned off. From then on the password alone signed in.',
        'A QR code was made to set up an authenticator. Nothing changes until its first code.',
        'An administrator took two-factor authentication away. The reason given: Asked at the counter',
      ]);
      expect(output).toContain(
        `by its owner, in session ${life.sessions[1]!} · confirmEnrollment · request ${life.correlationIds[1]!} · position `,
      );
      expect(output).toMatch(/ by an administrator, with API key administrator-\S+ · resetTwoFactor · /);
    },
    PROCESSES_TAKE_TIME,
  );

  it(
    'is printed for programs as the API tells it, an object a line, with the account’s own events',
    async () => {
      const { exitCode, output, told } = await command('audit', accountId, '--json');
      expect({ exitCode, told }).toEqual({ exitCode: 0, told: '' });
      const entries = output
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, any>);
      const ofTwoFactor = entries.filter(({ type }) => (type as string).startsWith('TWO_FACTOR_'));
      expect(ofTwoFactor).toHaveLength(LIFE.length);
      expect(ofTwoFactor).toEqual(await history(auditor, accountId, { order: 'OLDEST_FIRST' }));
      expect(entries[0]).toMatchObject({ type: 'ACCOUNT_REGISTERED', operation: 'register' });
      const positions = entries.map(({ position }) => Number(position));
      expect(positions).toEqual(positions.toSorted((a, b) => a - b));
      expect(output).not.toMatch(/v1\.|127\.0\.0\.1/);
    },
    PROCESSES_TAKE_TIME,
  );

  it(
    'is asked for at an instant or a position, for people and for programs',
    async () => {
      const at = life.times[3]!;
      const seen = await twoFactorAt(auditor, accountId, { at });
      const byTime = await command('state', username, '--at', at, '--json');
      expect(JSON.parse(byTime.output)).toEqual({ ...seen, username });
      const { position } = seen!['lastEntry'] as { position: string };
      const byPosition = await command('state', accountId, '--position', position, '--json');
      expect(JSON.parse(byPosition.output)).toEqual({ ...seen, username });
      const asPrinted = await command('state', username, '--at', '2026-03-01 12:02:15 UTC', '--json');
      expect(JSON.parse(asPrinted.output)).toMatchObject({ lastEntry: { position } });
      const { output, told, exitCode } = await command('state', username, '--at', at);
      expect({ told, exitCode }).toEqual({ told: '', exitCode: 0 });
      expect(output.split('\n').slice(0, 5)).toEqual([
        `${username} (account ${accountId}) at 2026-03-01 12:02:15 UTC`,
        'Two-factor authentication: On, since 2026-03-01 12:01:15 UTC.',
        'Wrong codes in a row: 1.',
        'Recovery codes left: 10.',
        'Decided by:',
      ]);
      expect(output).toContain(
        'The last event by then:\n2026-03-01 12:02:15 UTC  A code was refused at sign-in.',
      );
    },
    PROCESSES_TAKE_TIME,
  );

  it(
    'is asked for clearly: what is wrong is told in one line',
    async () => {
      const which = 'Ask for exactly one of --at and --position.';
      const wrong = [
        [['audit', 'nobody'], 'There is no account with the id or username "nobody".'],
        [['audit'], "error: missing required argument 'account'"],
        [['state', username], which],
        [['state', username, '--at', life.times[0]!, '--position', '1'], which],
        [
          ['state', username, '--at', 'yesterday'],
          '--at takes an instant in ISO 8601, as 2026-03-01T12:00:15Z, or as audit prints it, "2026-03-01 12:00:15 UTC".',
        ],
        [['state', username, '--position', 'x'], '--position takes a position of the log, a whole number.'],
        [
          ['state', username, '--at', '2020-01-01T00:00:00Z'],
          `There was no such account then: it was registered at 2026-03-01T12:00:15.000Z.`,
        ],
      ] as const;
      for (const [words, line] of wrong)
        expect(await command(...words)).toEqual({ exitCode: 1, output: '', told: `${line}\n` });
      const { told } = await command('state', username, '--position', '999999');
      expect(told).toMatch(/^That is yet to come: the log is at position \d+\.\n$/);
      const future = await command('state', username, '--at', '2999-01-01T00:00:00Z');
      expect(future.told).toBe('That is yet to come.\n');
    },
    PROCESSES_TAKE_TIME,
  );

  it(
    'is told of who was erased by id, and by the name no more',
    async () => {
      const person = somebody();
      const erased = await service.client().registered(person);
      await eraseAccount(await service.keyClient('administrator'), erased.accountId);
      for (const words of [['audit'], ['export', '--account'], ['state', '--position', '1']])
        expect(await command(...words, person.username)).toMatchObject({
          exitCode: 1,
          told: `There is no account with the id or username "${person.username}".\n`,
        });
      expect(await command('audit', erased.accountId)).toMatchObject({
        exitCode: 0,
        told: `The history of the erased account ${erased.accountId}, oldest first:\n`,
      });
    },
    PROCESSES_TAKE_TIME,
  );
});

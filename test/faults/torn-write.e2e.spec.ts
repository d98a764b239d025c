import {
  appendFileSync,
  closeSync,
  openSync,
  readFileSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { eventually } from '../support/eventually.js';
import { ADA, GRACE } from '../support/facts.js';
import { run, start } from '../support/process.js';
import { copyOf } from './refusals.js';

/** The SQLite WAL: 32 bytes of header, then frames of 24 bytes and a page: https://sqlite.org/fileformat2.html#walformat */
const WAL_HEADER = 32;
const FRAME_HEADER = 24;

function lastFrame(wal: string): { readonly from: number; readonly to: number } {
  const pageSize = readFileSync(wal).readUInt32BE(8);
  const frame = FRAME_HEADER + pageSize;
  const frames = (statSync(wal).size - WAL_HEADER) / frame;
  expect(Number.isInteger(frames) && frames > 1).toBe(true);
  return { from: WAL_HEADER + (frames - 1) * frame, to: WAL_HEADER + frames * frame };
}

/** The last write reached the disk in part. */
function tear(wal: string): void {
  const { from, to } = lastFrame(wal);
  truncateSync(wal, (from + to) / 2);
}

/** The last write reached the disk with other bytes than it was made of. */
function scramble(wal: string): void {
  const { from } = lastFrame(wal);
  const file = openSync(wal, 'r+');
  writeSync(file, randomBytes(64), 0, 64, from + FRAME_HEADER + 100);
  closeSync(file);
}

/** A write began that nobody was told of. */
function addGarbage(wal: string): void {
  lastFrame(wal);
  appendFileSync(wal, randomBytes(6_000));
}

/**
 * Waits until it is on record in access.db how far the log has come, and its owner was told: neither is then its
 * last write.
 */
async function isTold(folder: string, position: number): Promise<void> {
  const access = new DatabaseSync(join(folder, 'access.db'), { readOnly: true });
  await eventually(() => {
    expect(access.prepare('SELECT position FROM log_mark').get()).toMatchObject({ position });
    expect(access.prepare('SELECT id FROM outbox').all()).toEqual([]);
  });
  access.close();
}

/** Position of the last event, which turns 2FA off. */
const LAST = 8;

const VIEWER = '{ viewer { account { username twoFactor { status } } } }';

describe('After a kill and a last write that is not whole', () => {
  /** What stands in the files when the service is killed. */
  let killed: string;
  /** Sessions in the order they were acknowledged: Ada’s first, Grace’s as the very last write. */
  let tokens: { readonly ada: string; readonly grace: string };
  /** The code that turned Ada’s 2FA off. */
  let spent: string;

  beforeAll(async () => {
    const service = await start();
    const ada = service.client();
    const { secret } = await ada.enrolled(ADA);
    const grace = service.client();
    await grace.register(GRACE);
    // The last write to events.db, then the last one to access.db.
    spent = ada.code(secret, 1);
    expect(await ada.disableTwoFactor(ADA.password, spent)).toMatchObject({
      __typename: 'TwoFactorDisabled',
    });
    await isTold(service.folder, LAST);
    await grace.signIn(GRACE);
    await ada.query(VIEWER);
    tokens = { ada: ada.token!, grace: grace.token! };
    killed = service.folder;
    await service.stop('SIGKILL');
  });

  const damaged = (file: string, damage: (wal: string) => void) => {
    const folder = copyOf(killed);
    damage(join(folder, file));
    return folder;
  };

  const restarted = async (folder: string) => {
    const service = await start({ folder });
    const seenBy = async (token: string) => {
      const client = service.client();
      client.token = token;
      return (await client.query(VIEWER))['viewer'] as unknown;
    };
    return { service, seenBy };
  };

  const status = (username: string, twoFactor: 'ON' | 'OFF') => ({
    account: { username, twoFactor: { status: twoFactor } },
  });

  it.each(['events.db-wal', 'access.db-wal', 'keys.db-wal', 'read-model.db-wal'])(
    'everything acknowledged is there when garbage follows it in %s',
    async (file) => {
      const { service, seenBy } = await restarted(damaged(file, addGarbage));
      expect(await seenBy(tokens.ada)).toEqual(status('ada', 'OFF'));
      expect(await seenBy(tokens.grace)).toEqual(status('grace', 'OFF'));
      expect(await service.client().signIn(ADA)).toMatchObject({ __typename: 'SignedIn' });
      expect(await service.stop()).toMatchObject({ code: 0, stderr: '' });
    },
  );

  it.each([
    ['torn', tear],
    ['scrambled', scramble],
  ])(
    'it is noticed that the last event is %s; all others are there, and the read model agrees with the log',
    async (_, damage) => {
      const folder = damaged('events.db-wal', damage);
      expect(await run(['serve'], { folder })).toMatchObject({
        code: 1,
        lines: [expect.stringContaining(`The log does not go as far as position ${LAST} any more`)],
      });
      expect(await run(['accept-restored-log'], { folder })).toMatchObject({ code: 0 });
      const { service, seenBy } = await restarted(folder);
      expect(await seenBy(tokens.grace)).toEqual(status('grace', 'OFF'));
      // Turning 2FA off was what is lost: the account is as safe as before.
      expect(await seenBy(tokens.ada)).toEqual(status('ada', 'ON'));
      const ada = service.client();
      expect(await ada.signIn(ADA)).toMatchObject({ __typename: 'ChallengeIssued' });
      ada.token = tokens.ada;
      // The code is not good again, although what it was spent for is lost.
      expect(await ada.disableTwoFactor(ADA.password, spent)).toMatchObject({
        __typename: 'CodeRefused',
      });
      expect(await service.stop()).toMatchObject({ code: 0, stderr: '' });
    },
  );

  it.each([
    ['torn', tear],
    ['scrambled', scramble],
  ])('all but the last session is there when that is %s', async (_, damage) => {
    const { service, seenBy } = await restarted(damaged('access.db-wal', damage));
    expect(await seenBy(tokens.ada)).toEqual(status('ada', 'OFF'));
    expect(await seenBy(tokens.grace)).toBeNull();
    expect(await service.client().signIn(GRACE)).toMatchObject({ __typename: 'SignedIn' });
    expect(await service.stop()).toMatchObject({ code: 0, stderr: '' });
  });
});

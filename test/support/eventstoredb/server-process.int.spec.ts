import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../eventually.js';
import { startEventStoreDbProcess, type EventStoreDbProcess } from './server-process.js';
import { clientOf, collect, isUnanswered, numbered, numberOf, UNARY } from './talk.js';

const folder = mkdtempSync(join(tmpdir(), 'eventstoredb-'));
const processes: EventStoreDbProcess[] = [];
const start = async (file: string, port?: number): Promise<EventStoreDbProcess> => {
  const started = await startEventStoreDbProcess(file, port);
  processes.push(started);
  return started;
};
afterAll(async () => {
  await Promise.all(processes.map((one) => one.kill()));
  rmSync(folder, { recursive: true });
});

it('keeps what it answered when it is killed, misbehaves when another process says so, and can be held still', async () => {
  const file = join(folder, 'log.db');
  const first = await start(file);
  const client = clientOf(first.connectionString);
  const answered: number[] = [];
  const writing = (async () => {
    for (let number = 0; ; number++) {
      await client.appendToStream('account-1', numbered(1, number), UNARY);
      answered.push(number);
    }
  })();
  await eventually(() => expect(answered.length).toBeGreaterThan(20));
  await first.kill();
  await expect(writing).rejects.toMatchObject({ type: 'unavailable' });

  const second = await start(file, first.port);
  const read = async () => (await collect(client.readStream('account-1'))).map(numberOf);
  expect(await eventually(read)).toEqual(expect.arrayContaining(answered));

  await second.faults.dropBeforeCommit(1);
  const dropped = client.appendToStream('account-1', numbered(1, -1), UNARY);
  await expect(dropped).rejects.toMatchObject({ type: 'unavailable' });
  expect(await eventually(read)).not.toContain(-1);

  second.freeze();
  const asked = client.appendToStream('account-2', numbered(1), UNARY);
  expect(await isUnanswered(asked)).toBe(true);
  second.thaw();
  await asked;
  await client.dispose();
  await second.kill('SIGTERM');
});

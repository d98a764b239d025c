import { Logger } from '@nestjs/common';
import { keepRunningAlone } from '../../src/projections/run-alone.js';
import { SqliteProjectionStore } from '../../src/projections/sqlite-projection-store.js';
import { listen } from '../support/logged.js';
import { temporaryFile } from '../stores/temporary-file.js';

/** What is logged of a task that meets these one after the other: faults, by message, or none. */
async function loggedOf(...met: readonly (string | undefined)[]): Promise<readonly string[]> {
  const lines = listen();
  const file = temporaryFile();
  const leases = new SqliteProjectionStore(file.path);
  const stopping = new AbortController();
  const left = [...met];
  const run = async (_stop: AbortSignal, _lease: unknown, wentWell: () => void) => {
    const message = left.shift();
    if (left.length === 0) stopping.abort();
    if (message !== undefined) throw new Error(message);
    wentWell();
  };
  const task = { name: 'notary', told: 'It stopped', goesOn: 'It goes on', run };
  await keepRunningAlone(leases, task, stopping.signal, new Logger('Task'), 1);
  leases.close();
  file.remove();
  return lines;
}

describe('What runs alone', () => {
  it('is tried again after every fault, and tells the same one once', async () => {
    expect(await loggedOf('broken', 'broken', 'broken', undefined, undefined)).toEqual([
      'It stopped',
      'It goes on',
    ]);
  });

  it('tells a fault that became another one, and one that came back', async () => {
    expect(await loggedOf('broken', 'broken', 'torn', 'broken', undefined)).toEqual([
      'It stopped',
      'It stopped',
      'It stopped',
      'It goes on',
    ]);
    expect(await loggedOf('broken', undefined, 'broken', undefined, undefined)).toEqual([
      'It stopped',
      'It goes on',
      'It stopped',
      'It goes on',
    ]);
  });

  it('tells nothing while all goes well', async () => {
    expect(await loggedOf(undefined, undefined, undefined)).toEqual([]);
  });
});

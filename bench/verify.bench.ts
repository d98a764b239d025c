import { join } from 'node:path';
import { LogNotary, LogTree, timeTravel } from './built.ts';
import { writeLongLog } from './long-past.ts';
import { atLeast, atMost, whole, type Extent, type Measure } from './measure.ts';
import { Past } from './past.ts';
import { runToEnd } from './service-process.ts';

const EVENTS_A_SECOND = 100_000;
const MEMORY_MB = 200;

/** What evidence costs: taking a log into the tree, verifying it, exporting it; whole commands, on one core. */
export async function verification(folder: string, { quick }: Extent): Promise<readonly Measure[]> {
  const data = join(folder, 'data');
  const events = await writeLongLog(data, quick);
  const taken = await sign(data);
  const [verified, exported] = [await runToEnd('verify', data), await runToEnd('export', data)];
  return [
    {
      name: `Notary takes ${whole(events)} events into the tree`,
      result: `${whole(events / taken)} events/s`,
      target: '',
    },
    ...measures('Verify', events, verified),
    ...measures('Export', events, exported),
  ];
}

function measures(
  what: string,
  events: number,
  { seconds, peakMb }: { readonly seconds: number; readonly peakMb: number },
): readonly Measure[] {
  const rate = events / seconds;
  return [
    {
      name: `${what} ${whole(events)} events`,
      result: `${whole(rate)} events/s (${seconds.toFixed(1)} s for the whole command)`,
      ...atLeast(EVENTS_A_SECOND, rate),
    },
    { name: `Memory it takes at most`, result: `${whole(peakMb)} MB`, ...atMost(MEMORY_MB, peakMb, ' MB') },
  ];
}

/** @returns seconds it took */
async function sign(folder: string): Promise<number> {
  const past = await Past.open(folder);
  const { clock, config, masterKeys, storage } = past.foundation;
  const { eventStore, evidence, outbox, wrappedKeys } = storage;
  const guard = new timeTravel.LogGuard(eventStore, outbox);
  const begin = performance.now();
  await new LogTree(eventStore, evidence).catchUp();
  await new LogNotary(evidence, clock, wrappedKeys, masterKeys, guard, config).sign();
  const seconds = (performance.now() - begin) / 1_000;
  await past.close();
  return seconds;
}

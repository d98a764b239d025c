import { join } from 'node:path';
import { makeFolder, writeLongLog } from './long-past.ts';
import { atMost, ratio, whole, type Extent, type Measure } from './measure.ts';
import { Past } from './past.ts';
import { behind, runToEnd, startService } from './service-process.ts';
import { compare } from './statistics.ts';

const MEMORY_MB = 300;
const START_MS = 3_000;
/** A start that does not depend on the log, up to noise. */
const GROWTH = 1.2;

/** What a long log costs: making the read models anew from it, and starting on it. */
export async function longLog(folder: string, { quick }: Extent): Promise<readonly Measure[]> {
  const [long, empty] = [join(folder, 'long'), join(folder, 'empty')];
  const events = await writeLongLog(long, quick);
  await (await Past.open(makeFolder(empty))).close();

  const { seconds, peakMb } = await runToEnd('rebuild', long);
  const starts = await compare(quick ? 3 : 7, { ours: () => start(long), theirs: () => start(empty) });
  return [
    {
      name: `Rebuild from ${whole(events)} events`,
      result: `${whole(events / seconds)} events/s (${seconds.toFixed(1)} s for the whole command)`,
      target: '',
    },
    {
      name: 'Memory the rebuild takes at most',
      result: `${whole(peakMb)} MB`,
      ...atMost(MEMORY_MB, peakMb, ' MB'),
    },
    {
      name: `Start on ${whole(events)} events, until /healthz answers 200`,
      result: `${whole(starts.ours)} ms`,
      ...atMost(START_MS, starts.ours, ' ms'),
    },
    {
      name: `Start on ${whole(events)} events against on none`,
      result: `${ratio(starts.ratio)}: ${whole(starts.ours)} ms against ${whole(starts.theirs)} ms`,
      ...atMost(GROWTH, starts.ratio.median),
    },
  ];
}

/** @returns milliseconds until the service is ready */
async function start(folder: string): Promise<number> {
  const service = await startService(folder);
  const missing = await behind(service);
  await service.stop();
  if (missing > 0) throw new Error(`The rebuild left out ${missing} events`);
  return service.startedIn;
}

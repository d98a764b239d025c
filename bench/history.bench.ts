import type { AddressInfo } from 'node:net';
import type { Socket } from 'node:net';
import { createApp, timeStep } from './built.ts';
import { exchange, open, request } from './load.ts';
import { atMost, ratio, whole, type Extent, type Measure } from './measure.ts';
import { answer, mustBeSignedIn, Past, type Person } from './past.ts';
import { compared, median, type Pair } from './statistics.ts';

const TARGET = 1.1;
const EARLIER = { many: 100_000, few: 10 } as const;
const STEP_MS = 30_000;
const SECOND_STEPS_PER_ROUND = 60;

/** The second step of an account with a long past against one with a short one, in turn. */
export async function history(folder: string, { quick }: Extent): Promise<readonly Measure[]> {
  const rounds = quick ? 5 : 9;
  const past = await Past.open(folder);
  const clock = new MovedClock();
  const [veteran, novice] = (await past.people(2, clock.now())) as readonly [Person, Person];
  for (let signIn = 0; signIn < EARLIER.many; signIn++) {
    clock.nextStep();
    await past.signIn(veteran, clock.now());
    if (signIn < EARLIER.few) await past.signIn(novice, clock.now());
  }
  await past.settled();

  const app = await createApp({ ...past.foundation, clock }, SILENT);
  await app.listen(0, '127.0.0.1');
  const socket = await open((app.getHttpServer().address() as AddressInfo).port);
  try {
    const turn = async (index: number): Promise<Pair> => {
      clock.nextStep();
      const before = index % 2 === 0 ? await secondStep(past, clock, novice, socket) : undefined;
      const ours = await secondStep(past, clock, veteran, socket);
      return { ours, theirs: before ?? (await secondStep(past, clock, novice, socket)) };
    };
    const round = async (): Promise<Pair> => {
      const pairs: Pair[] = [];
      for (let index = 0; index < SECOND_STEPS_PER_ROUND; index++) pairs.push(await turn(index));
      return {
        ours: median(pairs.map(({ ours }) => ours)),
        theirs: median(pairs.map(({ theirs }) => theirs)),
      };
    };
    await round();
    const results: Pair[] = [];
    for (let index = 0; index < rounds; index++) results.push(await round());
    const { ratio: ratios, ours, theirs } = compared(results);
    return [
      {
        name: `Second step after ${whole(EARLIER.many)} earlier sign-ins against after ${EARLIER.few}`,
        result: `${ratio(ratios)}: ${ours.toFixed(2)} ms against ${theirs.toFixed(2)} ms`,
        ...atMost(TARGET, ratios.median),
      },
    ];
  } finally {
    socket.destroy();
    await app.close();
    await past.close();
  }
}

/** @returns milliseconds from the request to its reply */
async function secondStep(past: Past, clock: MovedClock, person: Person, socket: Socket): Promise<number> {
  const at = clock.now();
  const [challenge = ''] = await past.challenges([person], new Date(at.getTime() + STEP_MS));
  const bytes = request(answer(person, challenge, timeStep(at)));
  const begin = performance.now();
  const reply = await exchange(socket, bytes);
  const took = performance.now() - begin;
  mustBeSignedIn(reply);
  return took;
}

class MovedClock {
  #time = Date.parse('2026-01-01T00:00:15.000Z');

  now(): Date {
    return new Date(this.#time);
  }

  nextStep(): void {
    this.#time += STEP_MS;
  }
}

const nothing = () => undefined;
const SILENT = { log: nothing, error: nothing, warn: nothing };

import type { AddressInfo } from 'node:net';
import { createApp, timeStep } from './built.ts';
import { exchange, open, request } from './load.ts';
import { atMost, ratio, whole, type Extent, type Measure } from './measure.ts';
import { answer, Past, type Person } from './past.ts';
import { median, spread } from './statistics.ts';

const EARLIER = { many: 100_000, few: 10 } as const;
const STEP_MS = 30_000;

/** The second step of an account with a long past against one with a short one, in turn. */
export async function history(folder: string, { quick }: Extent): Promise<readonly Measure[]> {
  const rounds = quick ? 5 : 9;
  const pairsPerRound = quick ? 50 : 100;

  const past = await Past.open(folder);
  let now = new Date('2026-01-01T00:00:15.000Z').getTime();
  const [veteran, novice] = (await past.people(2, new Date(now))) as readonly [Person, Person];
  for (let signIn = 0; signIn < EARLIER.many; signIn++) {
    now += STEP_MS;
    await past.signIn(veteran, new Date(now));
    if (signIn < EARLIER.few) await past.signIn(novice, new Date(now));
  }
  await past.settled();

  const { foundation } = past;
  const clock = { now: () => new Date(now) };
  const app = await createApp({ ...foundation, clock }, SILENT);
  await app.listen(0, '127.0.0.1');
  const socket = await open((app.getHttpServer().address() as AddressInfo).port);
  try {
    const signIn = async (person: Person) => {
      const [challenge = ''] = await past.challenges([person], new Date(now + STEP_MS));
      const bytes = request(answer(person, challenge, timeStep(new Date(now))));
      const begin = performance.now();
      const reply = await exchange(socket, bytes);
      const took = performance.now() - begin;
      if (!reply.includes('"SignedIn"')) throw new Error(`A sign-in was refused: ${reply}`);
      return took;
    };
    const pair = async (index: number) => {
      now += STEP_MS;
      const first = index % 2 === 0 ? await signIn(veteran) : 0;
      const few = await signIn(novice);
      return { many: first || (await signIn(veteran)), few };
    };
    const round = async () => {
      const many: number[] = [];
      const few: number[] = [];
      for (let index = 0; index < pairsPerRound; index++) {
        const took = await pair(index);
        many.push(took.many);
        few.push(took.few);
      }
      return { many: median(many), few: median(few) };
    };
    await round();
    const results: Awaited<ReturnType<typeof round>>[] = [];
    for (let index = 0; index < rounds; index++) results.push(await round());

    const ratios = spread(results.map(({ many, few }) => many / few));
    const [many, few] = [median(results.map((each) => each.many)), median(results.map((each) => each.few))];
    return [
      {
        name: `Second step after ${whole(EARLIER.many)} earlier sign-ins against after ${EARLIER.few}`,
        result: `${ratio(ratios.median)} (${ratio(ratios.least)} to ${ratio(ratios.most)}): ${many.toFixed(2)} ms against ${few.toFixed(2)} ms`,
        ...atMost(1.1, ratios.median),
      },
    ];
  } finally {
    socket.destroy();
    await app.close();
    await past.close();
  }
}

const nothing = () => undefined;
const SILENT = { log: nothing, error: nothing, warn: nothing };

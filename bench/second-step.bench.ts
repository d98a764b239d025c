import { timeStep } from './built.ts';
import { post } from './load.ts';
import { atLeast, ratio, whole, type Extent, type Measure } from './measure.ts';
import { answer, Past } from './past.ts';
import { behind, startService } from './service-process.ts';
import { spread } from './statistics.ts';
import { setTimeout as sleep } from 'node:timers/promises';

const IN_FLIGHT = [16, 64] as const;
const TYPENAME = JSON.stringify({ query: '{ __typename }' });
const HOUR_MS = 3_600_000;

/**
 * The second step of sign-in over HTTP, each with an account, a challenge and a code of
 * its own, against the least the same server can be asked.
 */
export async function secondStep(folder: string, { quick }: Extent): Promise<readonly Measure[]> {
  const rounds = quick ? 3 : 7;
  const perRound = quick ? 1_000 : 2_000;
  const warmUp = 2_000;

  const past = await Past.open(folder);
  const now = Date.now();
  const count = warmUp + rounds * perRound * IN_FLIGHT.length;
  const people = await past.people(count, new Date(now - 24 * HOUR_MS));
  const challenges = await past.challenges(people, new Date(now + HOUR_MS));
  await past.close();

  const waiting = people.map((person, index) => ({ person, challenge: challenges[index] ?? '' }));
  const service = await startService(folder);
  try {
    while ((await behind(service.port)) > 0) await sleep(50);
    const signIns = (howMany: number, inFlight: number) => {
      const step = timeStep(new Date());
      const bodies = waiting.splice(0, howMany).map((one) => answer(one.person, one.challenge, step));
      return post(service.port, bodies, inFlight, mustBeSignedIn);
    };
    const typenames = (howMany: number, inFlight: number) =>
      post(service.port, Array<string>(howMany).fill(TYPENAME), inFlight, mustBeTypename);

    await typenames(3 * warmUp, 16);
    await signIns(warmUp, 16);
    const seen = IN_FLIGHT.map((inFlight) => ({ inFlight, rounds: [] as (readonly [number, number])[] }));
    for (let round = 0; round < rounds; round++) {
      for (const { inFlight, rounds: results } of seen) {
        const before = round % 2 === 0 ? await typenames(3 * perRound, inFlight) : 0;
        const ours = await signIns(perRound, inFlight);
        results.push([ours, before || (await typenames(3 * perRound, inFlight))]);
      }
    }
    return seen.map(({ inFlight, rounds: results }) => {
      const ratios = spread(results.map(([ours, theirs]) => ours / theirs));
      const [ours, theirs] = [0, 1].map((index) => spread(results.map((each) => each[index] ?? NaN)).median);
      return {
        name: `Second step of sign-in against { __typename }, ${inFlight} in flight`,
        result: `${ratio(ratios.median)} (${ratio(ratios.least)} to ${ratio(ratios.most)}): ${whole(ours ?? NaN)}/s against ${whole(theirs ?? NaN)}/s`,
        ...atLeast(0.3, ratios.median),
      };
    });
  } finally {
    await service.stop();
  }
}

function mustBeSignedIn(reply: string): void {
  if (!reply.startsWith('{"data":{"answerChallenge":{"__typename":"SignedIn"'))
    throw new Error(`A sign-in was refused: ${reply}`);
}

function mustBeTypename(reply: string): void {
  if (reply.trim() !== '{"data":{"__typename":"Query"}}') throw new Error(`Unexpected reply: ${reply}`);
}

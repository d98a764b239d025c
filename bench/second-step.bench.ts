import { setTimeout as sleep } from 'node:timers/promises';
import { LogTree, timeStep } from './built.ts';
import { post } from './load.ts';
import { atLeast, ratio, whole, type Extent, type Measure } from './measure.ts';
import { answer, mustBeSignedIn, Past } from './past.ts';
import { behind, startService } from './service-process.ts';
import { compare } from './statistics.ts';

const TARGET = 0.3;
const IN_FLIGHT = [16, 64] as const;
const TYPENAME = JSON.stringify({ query: '{ __typename }' });
const HOUR_MS = 3_600_000;

/**
 * The second step of sign-in over HTTP, each with an account, a challenge and a code of
 * its own, against the least the same server can be asked.
 */
export async function secondStep(folder: string, { quick }: Extent): Promise<readonly Measure[]> {
  const [rounds, perRound, warmUp] = quick ? [3, 700, 2_000] : [7, 1_500, 4_000];
  const waiting = await peopleWithChallenges(folder, warmUp + rounds * perRound * IN_FLIGHT.length);
  const service = await startService(folder);
  try {
    while ((await behind(service)) > 0) await sleep(50);
    const signIns = (count: number, inFlight: number) => {
      const step = timeStep(new Date());
      const bodies = waiting.splice(0, count).map(([person, challenge]) => answer(person, challenge, step));
      return post(service.port, bodies, inFlight, mustBeSignedIn);
    };
    const typenames = (count: number, inFlight: number) =>
      post(service.port, Array<string>(count).fill(TYPENAME), inFlight, mustBeTypename);
    await typenames(2 * warmUp, IN_FLIGHT[0]);
    await signIns(warmUp, IN_FLIGHT[0]);

    const measures: Measure[] = [];
    for (const inFlight of IN_FLIGHT) {
      const {
        ratio: ratios,
        ours,
        theirs,
      } = await compare(rounds, {
        ours: () => signIns(perRound, inFlight),
        theirs: () => typenames(3 * perRound, inFlight),
      });
      measures.push({
        name: `Second step of sign-in against { __typename }, ${inFlight} in flight`,
        result: `${ratio(ratios)}: ${whole(ours)}/s against ${whole(theirs)}/s`,
        ...atLeast(TARGET, ratios.median),
      });
    }
    return measures;
  } finally {
    await service.stop();
  }
}

/** They have signed in before, as most people have, and the notary has nothing left to do about it. */
async function peopleWithChallenges(folder: string, count: number) {
  const past = await Past.open(folder);
  const now = Date.now();
  const people = await past.people(count, new Date(now - 24 * HOUR_MS));
  for (const person of people) await past.signIn(person, new Date(now - HOUR_MS));
  await past.settled();
  const { eventStore, evidence } = past.foundation.storage;
  await new LogTree(eventStore, evidence).catchUp();
  const challenges = await past.challenges(people, new Date(now + HOUR_MS));
  await past.close();
  return people.map((person, index) => [person, challenges[index] ?? ''] as const);
}

function mustBeTypename(reply: string): void {
  if (reply.trim() !== '{"data":{"__typename":"Query"}}') throw new Error(`Unexpected reply: ${reply}`);
}

import { rmSync } from 'node:fs';
import { openEmbeddedStorage } from '../../src/sqlite/embedded-storage.js';
import {
  FIRST,
  SECOND,
  STEP,
  codeAccepted,
  codesIssued,
  confirmed,
  disabled,
  started,
} from '../domain/two-factor.facts.js';
import { CountingEventStore } from '../support/counting-event-store.js';
import { PastWorld } from '../support/past-world.js';
import { temporaryFolder } from '../support/service.js';

it.each([
  ['who turned it on again, and still has the recovery codes of that time', 0, 40],
  ['who turned it on again, and made new ones since', 1, 150],
])('What 2FA was is told by a few events, of %s', async (_who, made, most) => {
  const folder = temporaryFolder();
  const storage = openEmbeddedStorage(folder);
  const eventStore = new CountingEventStore();
  const world = new PastWorld({ ...storage, eventStore });
  const signsIn = async (times: number, enrollmentId: string) => {
    for (let time = 0; time < times; time++) await world.happens(codeAccepted(STEP, 'signIn', enrollmentId));
  };
  await world.register();
  await world.happens(started(FIRST));
  await world.happens(confirmed(STEP), codesIssued());
  await signsIn(10, FIRST);
  await world.happens(disabled(STEP));
  await world.happens(started(SECOND));
  await world.happens(confirmed(STEP, SECOND), codesIssued('confirmEnrollment', { enrollmentId: SECOND }));
  await signsIn(1_000, SECOND);
  for (let time = 0; time < made; time++)
    await world.happens(codesIssued('regenerateRecoveryCodes', { enrollmentId: SECOND }));
  await signsIn(1_000, SECOND);

  eventStore.eventsRead = 0;
  expect(await world.read({ at: world.clock.now() })).toMatchObject({
    status: 'on',
    decidedBy: { type: 'TwoFactorEnrollmentConfirmed', data: { enrollmentId: SECOND } },
  });
  expect(eventStore.eventsRead).toBeLessThan(most);
  await storage.close();
  rmSync(folder, { recursive: true });
});

import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { protectedAccount } from '../../journeys/protected-account.js';
import { startInProduction } from '../../support/production.js';

/** Positions begin at 1: readers of the log never get to these. */
it.each([0, -1])(
  'An event somebody put at position %d of the file turns 2FA off for nobody',
  async (position) => {
    await using service = await startInProduction();
    const { me, accountId, secret } = await protectedAccount(service);
    await service.stop();
    const db = new DatabaseSync(join(service.folder, 'events.db'));
    db.prepare(
      `INSERT INTO events (position, stream, revision, id, type, data, metadata)
     SELECT ?, stream, revision + 1, 'another', 'TwoFactorDisabled',
       json_object('enrollmentId', (SELECT data ->> 'enrollmentId' FROM events WHERE type = 'TwoFactorEnrollmentConfirmed'), 'step', NULL),
       json_set(json_remove(metadata, '$.state'), '$.schemaVersion', 2)
     FROM events WHERE stream = ? ORDER BY revision DESC LIMIT 1`,
    ).run(position, `twoFactor-${accountId}`);
    db.close();
    await service.startAgain();

    const person = service.client();
    const { __typename, challenge } = await person.signIn(me);
    expect(__typename).toBe('ChallengeIssued');
    // Its next event would stand where that one does: the account is closed, rather than open.
    await expect(person.answerChallenge(challenge as string, person.code(secret))).rejects.toThrow();
  },
);

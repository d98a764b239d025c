import { buildSchema } from 'graphql';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { countersign } from '../cli/countersign.js';

const KEPT = join(import.meta.dirname, '../../schema.graphql');

describe('schema.graphql', () => {
  it('is what the code says: `npm run schema` writes it anew', async () => {
    expect(await countersign(['schema'])).toEqual({
      exitCode: 0,
      output: readFileSync(KEPT, 'utf8'),
      told: '',
    });
  });

  it('is a schema other tools can read, with every field described to whom it is new', () => {
    const schema = buildSchema(readFileSync(KEPT, 'utf8'));
    const operations = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
    const fields = operations.flatMap((type) => Object.values(type!.getFields()));
    expect(fields.map(({ name }) => name).sort()).toEqual([
      'account',
      'accounts',
      'answerChallenge',
      'changePassword',
      'confirmEnrollment',
      'consistencyProof',
      'disableTwoFactor',
      'endSession',
      'endSessionsOf',
      'eraseAccount',
      'eraseOwnAccount',
      'inclusionProof',
      'regenerateRecoveryCodes',
      'register',
      'resetPassword',
      'resetTwoFactor',
      'sessions',
      'signIn',
      'signOut',
      'signOutEverywhere',
      'startEnrollment',
      'startPasswordReset',
      'treeHead',
      'twoFactorAdoption',
      'twoFactorAt',
      'twoFactorChanged',
      'twoFactorHistory',
      'viewer',
    ]);
    for (const { name, description } of fields)
      expect([name, description]).toEqual([name, expect.stringMatching(/\.$/)]);
  });
});

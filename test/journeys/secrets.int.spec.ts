import { Secret } from 'otpauth';
import { resetPassword, startPasswordReset } from '../support/account-settings.js';
import { account, history, viewer } from '../support/client-queries.js';
import { WITH_QR_CODES } from '../support/client.js';
import type { Kept } from '../support/installation.js';
import { MODE } from '../support/mode.js';
import { startService, type Service } from '../support/service.js';
import { Subscriber } from '../support/subscriber.js';

const ME = { username: 'Philippa Strange', password: 'an unlikely tale of nine otters' } as const;
const REASON = 'The otters ate the telephone';

/** A life in which everything secret comes up: what was secret in it, and who lived it. */
async function live(service: Service) {
  const person = service.client();
  const administrator = await service.keyClient('administrator');
  await person.register(ME);
  const { token: firstToken } = await person.signIn(ME);
  const first = await person.startEnrollment(ME.password, undefined, WITH_QR_CODES);
  const second = await person.startEnrollment(ME.password, undefined, WITH_QR_CODES);
  const secrets = [first['secret'], second['secret']] as [string, string];
  const codes = [person.code(secrets[1])];
  const confirmed = await person.confirmEnrollment(second['enrollmentId'] as string, codes[0]!);
  service.clock.advance({ steps: 1 });
  const { challenge } = await person.signIn(ME);
  codes.push(person.code(secrets[1]), person.wrongCode(secrets[1]));
  await person.answerChallenge(challenge as string, codes[2]!);
  await person.answerChallenge(challenge as string, codes[1]!);
  const { challenge: open } = await service.client().signIn(ME);
  service.clock.advance({ steps: 1 });
  const anew = await person.regenerateRecoveryCodes(ME.password, person.code(secrets[1]));
  const recoveryCodes = [confirmed, anew].flatMap((shown) => shown['recoveryCodes'] as readonly string[]);
  await person.answerChallenge(open as string, recoveryCodes[0]!);
  const { challenge: last } = await service.client().signIn(ME);
  const recovering = service.client();
  await recovering.answerChallenge(last as string, recoveryCodes[10]!.toUpperCase());
  const { accountId } = await service.client().register({ ...ME, username: 'other' });
  await administrator.resetTwoFactor((await viewer(person))!['account'].id as string, REASON);
  const tokens = [firstToken, person.token, challenge, open, administrator.token] as string[];
  tokens.push(recovering.token!, last as string);
  const { token: reset } = await startPasswordReset(administrator, accountId as string, REASON);
  await resetPassword(service.client(), { token: reset as string, newPassword: ME.password });
  const { token: unused } = await startPasswordReset(administrator, accountId as string, REASON);
  tokens.push(reset as string, unused as string);
  return { person, administrator, secrets, codes, recoveryCodes, tokens, otherId: accountId as string };
}

/** What a secret looks like in the encodings anything might be written in. */
function spellings(text: string | Uint8Array): readonly Buffer[] {
  const bytes = Buffer.from(text);
  const hex = bytes.toString('hex');
  // Without the end, where padding and what comes next would change it.
  const base64 = bytes.toString('base64').slice(0, -4);
  const base64url = bytes.toString('base64url').slice(0, -4);
  return [bytes, ...[hex, hex.toUpperCase(), base64, base64url].map((spelling) => Buffer.from(spelling))];
}

/** How a recovery code might be written: as it is shown, as it is hashed, as it was typed in. */
function written(code: string): readonly string[] {
  const letters = code.replace('-', '');
  return [code, letters, code.toUpperCase(), letters.toUpperCase()];
}

/** Where everything is kept, and in which of it the id of an account is. */
const PLACES = {
  embedded: {
    all: ['events.db', 'events.db-wal', 'keys.db-wal', 'access.db-wal', 'read-model.db-wal'],
    withIds: ['events.db', 'keys.db', 'read-model.db'],
  },
  cluster: {
    all: ['events', ...['wrapped_keys', 'sessions', 'challenges', 'api_keys', 'accounts'].map(table)],
    withIds: ['events', ...['wrapped_keys', 'accounts'].map(table)],
  },
}[MODE];

function table(name: string): string {
  return `countersign.${name}`;
}

describe('What is secret', () => {
  let service: Service;
  let life: Awaited<ReturnType<typeof live>>;
  beforeAll(async () => {
    service = await startService();
    life = await live(service);
  });
  afterAll(() => service.dispose());

  it('is in the reply that shows it, and in no other', async () => {
    const { person, administrator, secrets, recoveryCodes } = life;
    const accountId = (await viewer(person))!['account'].id as string;
    await history(person, accountId);
    await history(administrator, accountId);
    await account(administrator, { id: accountId });
    const replies = [...person.replies, ...administrator.replies].map(({ text }) => text);
    expect(recoveryCodes).toHaveLength(20);
    for (const secret of [...secrets, ...recoveryCodes])
      expect(replies.filter((reply) => reply.includes(secret))).toHaveLength(1);
    for (const token of [person.token!, life.tokens[0]!, life.tokens[2]!]) {
      expect(replies.filter((reply) => reply.includes(token))).toHaveLength(1);
    }
    for (const never of [ME.password, administrator.token!]) {
      expect(replies.filter((reply) => reply.includes(never))).toEqual([]);
    }
  });

  it('is not in what subscribers are sent', async () => {
    const { administrator, secrets, codes, recoveryCodes } = life;
    const subscriber = new Subscriber({ url: service.nextUrl(), token: administrator.token, after: '0' });
    const sent = JSON.stringify(await subscriber.received(7));
    await subscriber.dispose();
    for (const secret of [
      ...secrets,
      ...codes,
      ...recoveryCodes.flatMap(written),
      ME.username,
      ME.password,
      REASON,
    ]) {
      expect(sent).not.toContain(secret);
    }
  });

  it('is nowhere in what is kept, in no encoding, while the service runs and after', async () => {
    const running = await service.kept();
    expect(running.map(({ name }) => name)).toEqual(expect.arrayContaining(PLACES.all));
    expectNothingSecret(running);
    await service.stop();
    expectNothingSecret(await service.kept());
    await service.startAgain();
  });

  function expectNothingSecret(kept: readonly Kept[]): void {
    const { secrets, codes, recoveryCodes, tokens } = life;
    const raw = secrets.map((secret) => new Uint8Array(Secret.fromBase32(secret).bytes));
    const texts = [
      ...secrets,
      ...recoveryCodes.flatMap(written),
      ...tokens,
      ME.password,
      ME.username,
      ME.username.toLowerCase(),
      REASON,
    ];
    const bytes = [...raw, ...texts, ...tokens.map((token) => token.replace(/^cs_[a-z]+_/, ''))].flatMap(
      spellings,
    );
    for (const { name, bytes: content } of kept) {
      for (const secret of bytes) expect([name, content.indexOf(secret)]).toEqual([name, -1]);
      // Six digits alone also occur in times and random numbers; no code is written as a value.
      for (const code of codes) expect([name, content.indexOf(`"${code}"`)]).toEqual([name, -1]);
    }
  }

  it('would be found where it is written, as what is not secret is', async () => {
    const kept = await service.kept();
    const found = kept.filter(({ bytes }) => bytes.includes(life.otherId)).map(({ name }) => name);
    for (const place of PLACES.withIds) expect(found).toContainEqual(expect.stringContaining(place));
  });
});

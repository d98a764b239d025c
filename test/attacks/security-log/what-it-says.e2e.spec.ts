import { somebody } from '../../support/client.js';
import { start, type Ended } from '../../support/process.js';
import { IN_PRODUCTION, INFO, securityLines, WARN } from '../../support/security-log.js';

const WRONG = 'hunter2-is-my-password';

/** A right password, a wrong one, and a query, under a level of the log. */
async function lived(environment: Readonly<Record<string, string>>) {
  const service = await start({ environment });
  const [client, me] = [service.client(), somebody()];
  const { accountId, secret } = await client.enrolled(me);
  const code = client.wrongCode(secret);
  await client.signIn({ ...me, password: WRONG });
  await client.disableTwoFactor(me.password, code);
  await client.query('{ viewer { session { id } } }');
  return { ended: await service.stop(), me, client, accountId, secret, code };
}

const linesOf = ({ stdout }: Ended) => securityLines({ output: () => stdout });

describe('The security log', () => {
  it('names nobody, and has nothing of what was sent', async () => {
    const { ended, me, client, secret, code } = await lived({ ...IN_PRODUCTION, LOG_LEVEL: 'debug' });
    const text = linesOf(ended)
      .map((line) => JSON.stringify(line))
      .join('\n');
    expect(text).toContain('CodeRefused');
    for (const sent of [me.username, me.password, WRONG, secret, client.token!, '127.0.0.1', '::1'])
      expect(text).not.toContain(sent);
    expect(text).not.toContain(`"${code}"`);
  });

  it('tells what was granted at info and what was refused at warn, and of a query nothing', async () => {
    const { ended } = await lived(IN_PRODUCTION);
    expect(linesOf(ended).map(({ operation, level }) => [operation, level])).toEqual([
      ['register', INFO],
      ['signIn', INFO],
      ['startEnrollment', INFO],
      ['confirmEnrollment', INFO],
      ['signIn', WARN],
      ['disableTwoFactor', WARN],
    ]);
  });

  it('is a line for each of it in development, too', async () => {
    const { ended, accountId } = await lived({});
    const lines = ended.lines.filter((line) => line.includes('signIn: '));
    expect(lines).toHaveLength(2);
    for (const line of lines) expect(line).toContain(accountId);
  });
});

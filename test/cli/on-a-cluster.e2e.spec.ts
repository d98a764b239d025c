import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { accounts } from '../support/client-queries.js';
import type { Client } from '../support/client.js';
import { ADA, GRACE } from '../support/facts.js';
import { query } from '../support/postgres.js';
import { newFolder, run, start, type Running } from '../support/process.js';
import { Servers } from './servers.js';

/** The rows of the read model, read from the database itself. */
function rows(servers: Servers): Promise<readonly Record<string, unknown>[]> {
  return query(servers.database, 'SELECT * FROM countersign.accounts ORDER BY id');
}

describe('On a cluster', () => {
  let servers: Servers;
  let service: Running;
  let ada: Client;
  beforeAll(async () => {
    const masterKey = join(newFolder(), 'master.key');
    writeFileSync(masterKey, Buffer.from('the master key of every replica.').toString('base64'));
    servers = await Servers.start(masterKey);
    service = await start({ environment: servers.environment });
    ada = service.client();
    await ada.enrolled(ADA);
    await service.client().registered(GRACE);
  });

  const command = (...words: readonly string[]) => run(words, { environment: servers.environment });
  const auditor = (token: string) => Object.assign(service.client(), { token });

  it('API keys are made, listed and revoked beside the running service', async () => {
    const made = await command('api-keys', 'create', '--role', 'auditor', '--name', 'audit office');
    expect(made).toMatchObject({ code: 0, stderr: expect.stringMatching(/^Made the auditor key/) as string });
    const client = auditor(made.stdout.trim());
    expect((await accounts(client)).edges).toHaveLength(2);

    const id = /\(([\w-]+)\)/.exec(made.stderr)![1]!;
    expect(await command('api-keys', 'list')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(`^${id}  auditor .*  active  audit office\n$`) as string,
    });
    expect(await command('api-keys', 'revoke', id)).toMatchObject({
      code: 0,
      stderr: `Revoked the API key ${id}.\n`,
    });
    expect((await client.send('{ accounts { edges { cursor } } }')).errors).toMatchObject([
      { extensions: { code: 'NOT_ALLOWED' } },
    ]);
    expect(await command('api-keys', 'revoke', id)).toMatchObject({
      code: 1,
      stderr: `There is no active API key with the id ${id}.\n`,
    });
  });

  it('read models are made anew beside the running service, and while none runs', async () => {
    const { stdout } = await command('api-keys', 'create', '--role', 'auditor', '--name', 'rebuild');
    // Whoever asks waits until the rows have come as far as the log.
    await accounts(auditor(stdout.trim()));
    const before = await rows(servers);
    expect(before.map((row) => row['two_factor']).sort()).toEqual(['off', 'on']);
    const falsify = () =>
      query(servers.database, "UPDATE countersign.accounts SET two_factor = 'unheard of', name_id = 'x'");

    await falsify();
    const beside = await command('rebuild');
    expect([beside.code, beside.lines.at(-1)]).toEqual([0, 'Done. Events that could not be applied: 0.']);
    expect(await rows(servers)).toEqual(before);
    expect(await ada.signIn(ADA)).toMatchObject({ __typename: 'ChallengeIssued' });
    await service.stop();

    await falsify();
    const alone = await command('rebuild');
    expect([alone.code, alone.lines.at(-1)]).toEqual([0, 'Done. Events that could not be applied: 0.']);
    expect(await rows(servers)).toEqual(before);
  });

  it('a database that does not answer is told in words', async () => {
    const environment = {
      ...servers.environment,
      DATABASE_URL: 'postgres://countersign@127.0.0.1:1/countersign',
    };
    const { code, stdout, lines } = await run(['api-keys', 'list'], { environment });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(lines[0]).toBe(
      'PostgreSQL does not answer (connect ECONNREFUSED 127.0.0.1:1). It is asked again until it does.',
    );
    expect(lines.at(-1)).toMatch(/^What is kept cannot be reached \(.+\)\.$/);
    expect(lines).toHaveLength(2);
  });
});

import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eraseOwnAccount } from '../support/account-settings.js';
import { Client } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { ADA, GRACE } from '../support/facts.js';
import { downloadHistory, linesOf } from '../support/history-download.js';
import { newFolder, run, start } from '../support/process.js';
import { SystemClock } from '../../src/clock.js';

describe('A history that was downloaded', () => {
  it('is verified apart by nothing but itself and the public key, also once the account is erased', async () => {
    const service = await start({ environment: { NOTARY_INTERVAL: '1' } });
    const { folder } = service;
    await service.client().registered(GRACE);
    const person = service.client();
    const { accountId } = await person.registered(ADA);
    const elsewhere = newFolder();
    const [key, hers, audited] = ['key.pem', 'hers.ndjson', 'audited.ndjson'].map((name) =>
      join(elsewhere, name),
    ) as [string, string, string];
    const created = await run(['api-keys', 'create', '--role', 'auditor', '--name', 'audit'], { folder });
    const token = /cs_key_[\w-]+/.exec(created.stdout)![0];
    const auditor = new Client(service.url, new SystemClock(), token);
    const signed = (client: Client, events: number, after?: string) =>
      eventually(async () => {
        const reply = await downloadHistory(client, accountId, after);
        expect(reply.status).toBe(200);
        expect(linesOf(reply)).toHaveLength(1 + events);
        return reply;
      });
    const verified = async (file: string) =>
      (await run(['verify', '--file', file, '--public-key', key], { folder: elsewhere })).stdout;

    const first = await signed(person, 1);
    writeFileSync(hers, first.text);
    writeFileSync(key, (await run(['notary', 'public-key'], { folder })).stdout);
    expect(await verified(hers)).toMatch(/^OK: 1 events of the \d+ signed at /);

    await person.startEnrollment(ADA.password);
    appendFileSync(hers, (await signed(person, 1, linesOf(first).at(-1)!.sequence)).text);
    expect(await verified(hers)).toMatch(/^OK: 2 events of the \d+ signed at /);

    expect(await eraseOwnAccount(person, ADA)).toMatchObject({ __typename: 'AccountErased' });
    writeFileSync(audited, (await signed(auditor, 3)).text);
    expect(await verified(audited)).toMatch(/^OK: 3 events of the \d+ signed at /);
    await service.stop();
    const { stdout } = await run(['export', '--account', accountId], { folder });
    writeFileSync(audited, stdout);
    expect(await verified(audited)).toMatch(/^OK: 3 events of the \d+ signed at /);
  });
});

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configFromEnvironment } from '../../src/config/environment.js';
import { chooseWebhook } from '../../src/webhooks/choose-webhook.js';
import { Webhook } from '../../src/webhooks/webhook.js';
import { NOW } from '../support/facts.js';
import { startService, temporaryFolder } from '../support/service.js';
import { startReceiver, type Receiver } from '../support/webhook-receiver.js';

const MESSAGE = { id: 'message', body: '{"type":"something"}', sentAt: NOW } as const;

describe('A webhook', () => {
  const webhookOf = ({ environment }: Receiver, timeLimit?: number) =>
    new Webhook(environment['NOTARY_WEBHOOK_URL']!, Buffer.alloc(32), timeLimit);

  it('whose receiver never answers is given up in time', async () => {
    await using receiver = await startReceiver('NOTARY');
    receiver.answer = () => undefined;
    await expect(webhookOf(receiver, 50).post(MESSAGE)).rejects.toThrow(
      'The receiver did not answer in time',
    );
  });

  it('whose receiver never answers is given up at once when told to stop', async () => {
    await using receiver = await startReceiver('NOTARY');
    const stop = new AbortController();
    receiver.answer = () => {
      stop.abort();
      return undefined;
    };
    await expect(webhookOf(receiver, 600_000).post(MESSAGE, stop.signal)).rejects.toMatchObject({
      code: 'NOT_DELIVERED',
    });
  });

  it('nobody listens to says so, without the address', async () => {
    const receiver = await startReceiver('NOTARY');
    await receiver[Symbol.asyncDispose]();
    await expect(webhookOf(receiver).post(MESSAGE)).rejects.toThrow(/^The receiver cannot be reached$/);
  });
});

describe.each(['NOTIFICATION', 'NOTARY'] as const)('The webhook of a %s', (purpose) => {
  const [url, secret] = [`${purpose}_WEBHOOK_URL`, `${purpose}_WEBHOOK_SECRET`] as const;

  it.each([
    [{ [url]: 'http://localhost/' }, `needs both ${url} and ${secret}`],
    [{ [secret]: `whsec_${Buffer.alloc(32).toString('base64')}` }, `needs both ${url} and ${secret}`],
    [
      { [url]: 'http://localhost/', [secret]: 'too simple' },
      new RegExp(`^${secret} is no secret of Standard Webhooks(?!.*too simple)`),
    ],
    [{ [url]: 'file:///etc/passwd' }, 'must be an http or https address'],
  ])('that is set up wrong (%#) keeps the service from starting', async (environment, reason) => {
    await expect(startService({ environment })).rejects.toThrow(reason);
  });

  it('has its secret in a file, if the operator likes', async () => {
    await using receiver = await startReceiver(purpose);
    const file = join(temporaryFolder(), 'secret');
    writeFileSync(file, `${receiver.environment[secret]!}\n`);
    const config = configFromEnvironment({ [url]: receiver.environment[url], [`${secret}_FILE`]: file });
    await chooseWebhook(config, purpose)!.post(MESSAGE);
    expect(receiver.received.map(({ text }) => text)).toEqual([MESSAGE.body]);
    expect(receiver.received.every(receiver.isGenuine)).toBe(true);
  });

  it('is none where none is set up', () => {
    expect(chooseWebhook(configFromEnvironment({}), purpose)).toBeUndefined();
  });
});

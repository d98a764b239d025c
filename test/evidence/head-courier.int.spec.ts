import type { SignedTreeHead } from '../../src/evidence/tree-head.js';
import { eventually } from '../support/eventually.js';
import { listen } from '../support/logged.js';
import { startReceiver, type Receiver } from '../support/webhook-receiver.js';
import { Installation } from './installation.js';

const FOREVER = new AbortController().signal;

describe('A signed head', () => {
  let receiver: Receiver;
  let installation: Installation;
  let lines: readonly string[];
  beforeEach(async () => {
    lines = listen();
    receiver = await startReceiver('NOTARY');
    installation = new Installation(receiver.environment);
  });
  afterEach(async () => {
    await installation[Symbol.asyncDispose]();
    await receiver[Symbol.asyncDispose]();
  });

  /** Signs a log that became longer by one event, so many times. */
  async function signed(times: number): Promise<readonly SignedTreeHead[]> {
    const heads: SignedTreeHead[] = [];
    for (let time = 0; time < times; time++) {
      await installation.log.append('account-1', time);
      heads.push((await installation.notarise())!);
    }
    return heads;
  }
  const came = () => receiver.received.map(({ body }) => body.data);

  it('is posted as it is kept, in a signed message', async () => {
    const [head] = await signed(1);
    await installation.newCourier().deliver(FOREVER);
    expect(receiver.received).toHaveLength(1);
    const [message] = receiver.received;
    expect(message!.body).toEqual({ type: 'treeHead.signed', timestamp: head!.signedAt, data: head });
    expect(message!.id).toBe(`head-1-${head!.rootHash.slice(0, 16)}`);
    expect(receiver.isGenuine(message!)).toBe(true);
  });

  it('is posted after those before it, and once when it arrived, also by another courier', async () => {
    const first = await signed(2);
    await installation.newCourier().deliver(FOREVER);
    const then = await signed(1);
    await installation.newCourier().deliver(FOREVER);
    expect(came()).toEqual([...first, ...then]);
  });

  it('that did not arrive is posted again after a pause that grows, and those after it wait', async () => {
    receiver.answer = () => 503;
    const [one, two] = await signed(2);
    const courier = installation.newCourier();
    await courier.deliver(FOREVER);
    await courier.deliver(FOREVER);
    expect(came()).toEqual([one]);
    installation.clock.advance({ seconds: 5 });
    await courier.deliver(FOREVER);
    expect(came()).toEqual([one, one]);
    installation.clock.advance({ seconds: 4 });
    await courier.deliver(FOREVER);
    expect(came()).toEqual([one, one]);
    receiver.answer = () => 204;
    installation.clock.advance({ seconds: 6 });
    await courier.deliver(FOREVER);
    expect(came()).toEqual([one, one, one, two]);
    expect(new Set(receiver.received.slice(0, 3).map(({ id }) => id)).size).toBe(1);
  });

  it('that did not arrive is posted again at once after a restart, and no other', async () => {
    const [, two] = await signed(2);
    receiver.answer = ({ body }) => (body.data['treeSize'] === 2 ? 500 : 204);
    await installation.newCourier().deliver(FOREVER);
    await installation.whileClosed(() => undefined);
    receiver.answer = () => 204;
    await installation.newCourier().deliver(FOREVER);
    expect(came().slice(2)).toEqual([two]);
  });

  it('that did not arrive waits no longer when the clock is put back', async () => {
    receiver.answer = () => 503;
    await signed(1);
    const courier = installation.newCourier();
    await courier.deliver(FOREVER);
    installation.clock.advance({ seconds: -86_400 });
    await courier.deliver(FOREVER);
    expect(came()).toHaveLength(2);
  });

  it('that does not arrive raises one alarm for each reason, and tells when it arrived', async () => {
    await signed(1);
    const courier = installation.newCourier();
    for (const status of [503, 503, 400, 400, 204]) {
      receiver.answer = () => status;
      await courier.deliver(FOREVER);
      installation.clock.advance({ seconds: 100 });
    }
    const alarm = (status: number) =>
      `ALARM: the head of 1 events does not arrive at NOTARY_WEBHOOK_URL, and is tried again until it does: The receiver answered with status ${status}`;
    expect(lines).toEqual([alarm(503), alarm(400), 'Heads arrive at NOTARY_WEBHOOK_URL again']);
  });

  it('that nobody answers keeps nobody who stops', async () => {
    receiver.answer = () => undefined;
    const [head] = await signed(1);
    const stopping = new AbortController();
    const following = installation.newCourier().follow(stopping.signal);
    await eventually(() => expect(came()).toEqual([head]));
    stopping.abort();
    await following;
    expect(lines).toEqual([]);
    expect(await installation.storage.evidence.deliveredUpTo()).toBe(0);
  });

  it('is delivered among however many there are', async () => {
    const heads = await signed(1);
    for (let treeSize = 2; treeSize <= 250; treeSize++)
      await installation.storage.evidence.keepHead({ ...heads[0]!, treeSize });
    await installation.newCourier().deliver(FOREVER);
    expect(came().map(({ treeSize }) => treeSize)).toEqual(Array.from({ length: 250 }, (_, at) => at + 1));
  });
});

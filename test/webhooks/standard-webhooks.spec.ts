import { signatureHeaders, webhookKey } from '../../src/webhooks/standard-webhooks.js';

/** The example of the standard's own test suite. */
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const MESSAGE = {
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  body: '{"test": 2432232314}',
  sentAt: new Date(1_614_265_330_999),
};

describe('A webhook', () => {
  it('is signed as the standard’s own example is', () => {
    expect(signatureHeaders(webhookKey(SECRET)!, MESSAGE)).toEqual({
      'webhook-id': MESSAGE.id,
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
  });
});

describe('A secret for webhooks', () => {
  const secretOf = (bytes: number) => `whsec_${Buffer.alloc(bytes, 7).toString('base64')}`;

  it('is whsec_ and 24 to 64 bytes in base64', () => {
    expect(webhookKey(secretOf(24))).toEqual(Buffer.alloc(24, 7));
    expect(webhookKey(secretOf(64))).toEqual(Buffer.alloc(64, 7));
  });

  it('is no shorter or longer one, no other text, and none with a slip of the pen in it', () => {
    const good = secretOf(32);
    const wrong = [secretOf(23), secretOf(65), '', 'whsec_', good.slice(6), `wHsec_${good.slice(6)}`];
    for (const secret of [...wrong, `${good} `, good.replace('B', '*')])
      expect(webhookKey(secret)).toBeUndefined();
  });
});

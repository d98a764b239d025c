import { startBehindProxy } from '../../support/behind-a-proxy.js';
import type { Service } from '../../support/service.js';
import { codesOf, guess, lookedAt, ownerAtHome } from './guessing.js';

describe('Who makes up where they are', () => {
  let service: Service;
  afterEach(() => service.dispose());

  /** Guesses that claim to come from elsewhere each time. */
  async function guessFrom(address: (i: number) => string): Promise<readonly string[]> {
    const me = await ownerAtHome(service);
    const answers = [];
    for (let i = 0; i < 11; i++) answers.push(...(await guess(service, me.username, address(i), 1)));
    return codesOf(answers);
  }

  it('is not believed when no proxy is trusted', async () => {
    service = await startBehindProxy({ TRUSTED_PROXIES: '' });
    expect(await guessFrom((i) => `203.0.113.${i}`)).toEqual(lookedAt(10, 1));
  });

  it('is not believed by a service that trusts other proxies', async () => {
    service = await startBehindProxy({ TRUSTED_PROXIES: '10.0.0.0/8, 2001:db8::/32' });
    expect(await guessFrom((i) => `203.0.113.${i}`)).toEqual(lookedAt(10, 1));
  });

  it('is not believed beyond what the trusted proxy saw', async () => {
    service = await startBehindProxy();
    expect(await guessFrom((i) => `203.0.113.${i}, 198.51.100.7`)).toEqual(lookedAt(10, 1));
  });

  it('is believed as far as a row of trusted proxies goes', async () => {
    service = await startBehindProxy({ TRUSTED_PROXIES: '127.0.0.1, 10.0.0.0/8' });
    expect(await guessFrom((i) => `203.0.113.${i}, 10.1.2.3`)).toEqual(lookedAt(11));
  });

  it('is taken for the proxy when what it forwards is no address', async () => {
    service = await startBehindProxy();
    expect(await guessFrom((i) => `somewhere ${i}`)).toEqual(lookedAt(10, 1));
  });
});

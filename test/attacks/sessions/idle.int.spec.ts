import { sessions } from '../../support/account-settings.js';
import { viewer } from '../../support/client-queries.js';
import { somebody, type Client } from '../../support/client.js';
import { startInProduction } from '../../support/production.js';
import type { Service } from '../../support/service.js';

describe('A session that nobody uses', () => {
  let service: Service;
  let person: Client;
  beforeAll(async () => {
    service = await startInProduction({ SESSION_IDLE: '600' });
  });
  afterAll(() => service.dispose());
  beforeEach(async () => {
    person = service.client();
    await person.registered(somebody());
  });

  it('ends after the time that is set, and stays ended', async () => {
    service.clock.advance({ seconds: 600 });
    expect(await viewer(person)).toBeNull();
    service.clock.advance({ seconds: -1 });
    expect(await viewer(person)).toBeNull();
  });

  it('lives on for as long again each time it is used', async () => {
    for (let i = 0; i < 3; i++) {
      service.clock.advance({ seconds: 599 });
      expect(await viewer(person)).not.toBeNull();
    }
  });

  it('says when it was used to the minute, so that not every request writes', async () => {
    const lastUsed = async () => {
      const [session] = (await sessions(person))!;
      return (service.clock.now().getTime() - Date.parse(session!['lastUsedAt'] as string)) / 1_000;
    };
    service.clock.advance({ seconds: 59 });
    expect(await lastUsed()).toBe(59);
    service.clock.advance({ seconds: 1 });
    expect(await lastUsed()).toBe(0);
  });
});

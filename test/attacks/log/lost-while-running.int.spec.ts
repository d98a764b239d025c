import { openEmbeddedStorage } from '../../../src/sqlite/embedded-storage.js';
import { somebody, type Credentials } from '../../support/client.js';
import { eventually } from '../../support/eventually.js';
import { startService, type Service } from '../../support/service.js';

describe('A log that loses its end while the service runs', () => {
  let service: Service;
  let me: Credentials;
  beforeEach(async () => {
    service = await startService();
    me = somebody();
    await service.client().registered(me);
    // The mark says that the log had come further than it has: so it looks from inside when a server is restored.
    const storage = openEmbeddedStorage(service.folder);
    await storage.outbox.restore({ position: 1_000, event: null }, service.clock.now());
    await storage.close();
  });
  afterEach(() => service.dispose());

  it('lets nobody in any more, and makes the service not ready, before long', async () => {
    await eventually(async () => {
      const response = await fetch(`${service.nextUrl()}/healthz`);
      expect(response.status).toBe(503);
      expect(await response.json()).toMatchObject({ status: 'not ready', waitingFor: ['log'] });
    });
    await expect(service.client().signIn(me)).rejects.toThrow('INTERNAL_SERVER_ERROR');
    await expect(service.client().register(somebody())).rejects.toThrow('INTERNAL_SERVER_ERROR');
  });

  it('keeps its mark: whatever is written meanwhile does not make up for what was lost', async () => {
    await eventually(async () => {
      await expect(service.client().register(somebody())).rejects.toThrow('INTERNAL_SERVER_ERROR');
    });
    await service.stop();
    const storage = openEmbeddedStorage(service.folder);
    expect(await storage.outbox.mark()).toMatchObject({ position: 1_000, event: null });
    await storage.close();
    await expect(service.startAgain()).rejects.toThrow('accept-restored-log');
  });
});

import { somebody, type Client } from '../support/client.js';
import { startService, type Service } from '../support/service.js';

/** Stands for a password or a code in a request that goes wrong. */
const SUBMITTED = 'hunter2';
const MUTATION = 'mutation ($input: SignInInput!) { signIn(input: $input) { __typename } }';

describe('A fault of the service', () => {
  let service: Service;
  let person: Client;
  beforeEach(async () => {
    service = await startService();
    person = service.client();
    await person.registered(somebody());
  });
  afterEach(() => service.dispose());

  it('is told with a correlation id, and without what went wrong or what was sent', async () => {
    await service.break('sessions', 'find', `SQLITE_FULL near ${SUBMITTED}`);
    const { text, errors, headers } = await person.send(MUTATION, {
      input: { username: 'x', password: SUBMITTED },
    });
    expect(text).not.toMatch(/SQLITE|hunter2|stack|\.js:/);
    expect(errors).toMatchObject([{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }]);
    expect(headers.get('x-correlation-id')).not.toBeNull();
  });

  it('of an operation names the request it belongs to', async () => {
    await service.break('accounts', 'byId', 'SQLITE_CORRUPT');
    const { status, text, errors, headers } = await person.send('{ viewer { account { id } } }');
    expect(status).toBe(200);
    expect(text).not.toContain('SQLITE');
    expect(errors).toMatchObject([
      {
        message: 'Something went wrong here. The correlation id helps to find out what.',
        extensions: { code: 'INTERNAL_SERVER_ERROR', correlationId: headers.get('x-correlation-id') },
      },
    ]);
  });

  it('lets nobody in when the log does not answer', async () => {
    const me = somebody();
    await service.client().register(me);
    await service.break('eventStore', 'readStream', 'The log is gone');
    const { data, errors } = await service.client().send(MUTATION, { input: me });
    expect(data ?? null).toBeNull();
    expect(errors).toHaveLength(1);
  });
});

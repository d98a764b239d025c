import { eventually } from '../support/eventually.js';
import type { Reply } from '../support/client-transport.js';
import type { Credentials } from '../support/client.js';
import { start, type Running } from '../support/process.js';
import { fileSizeLimit, mayMount, smallDisk } from './disks.js';
import { refusal } from './refusals.js';

const person = (name: string): Credentials => ({ username: name, password: 'correct horse battery staple' });

const REGISTER = 'mutation ($input: RegisterInput!) { register(input: $input) { __typename } }';
const SIGN_IN = 'mutation ($input: SignInInput!) { signIn(input: $input) { __typename } }';

const register = (service: Running, name: string): Promise<Reply> =>
  service.client().send(REGISTER, { input: person(name) });

const signIn = (service: Running, name: string): Promise<Reply> =>
  service.client().send(SIGN_IN, { input: { ...person(name), deliver: 'TOKEN' } });

/** What a client is told while there is no room: to try again, and nothing of why. */
const UNAVAILABLE = {
  data: null,
  errors: [
    {
      message: 'The service cannot answer just now. Please try again.',
      extensions: { code: 'UNAVAILABLE', retryable: true, correlationId: expect.any(String) as string },
    },
  ],
};

const ways = [{ way: 'its files may not grow', room: fileSizeLimit }];
if (mayMount()) ways.push({ way: 'its disk is full', room: smallDisk });
else process.stderr.write('No disk is filled: this process may not mount one. A limit on files stands in.\n');

describe.each(ways)('When $way', ({ room }) => {
  it('the service refuses clearly, stays up, loses nothing, and goes on once there is room', async () => {
    const { folder, take, giveBack, dispose } = room();
    const service = await start({ folder });
    try {
      const acknowledged: string[] = [];
      let count = 0;
      const registerNext = async () => {
        const name = `person ${String(count++)}`;
        const reply = await register(service, name);
        if (reply.data?.['register'].__typename === 'Registered') acknowledged.push(name);
        return reply;
      };
      await registerNext();
      take(service);

      // What is left of the last file is used up first.
      const refused = await eventually(async () => {
        const reply = await registerNext();
        expect(reply.data).toBeNull();
        return reply;
      });
      expect(refused).toMatchObject(UNAVAILABLE);
      // Also many at once, that share one commit.
      const together = await Promise.all(
        ['a', 'b', 'c'].map((name) => register(service, `together ${name}`)),
      );
      expect(together).toMatchObject([UNAVAILABLE, UNAVAILABLE, UNAVAILABLE]);
      expect(await signIn(service, acknowledged[0]!)).toMatchObject(UNAVAILABLE);
      expect(await service.client().request({ method: 'GET' }, '/healthz')).toMatchObject({ status: 200 });

      giveBack(service);
      expect(await registerNext()).toMatchObject({ data: { register: { __typename: 'Registered' } } });
      for (const name of acknowledged) {
        expect(await signIn(service, name)).toMatchObject({ data: { signIn: { __typename: 'SignedIn' } } });
      }
      // What was refused did not happen, and its name is not taken.
      expect(await register(service, 'together a')).toMatchObject({
        data: { register: { __typename: 'Registered' } },
      });
      expect(await service.stop()).toMatchObject({ code: 0, stderr: '' });
    } finally {
      dispose();
    }
  });
});

if (mayMount()) {
  describe('A start on a full disk', () => {
    it('is refused in one line, on a new folder and on a used one, and works once there is room', async () => {
      const { folder, take, giveBack, dispose } = smallDisk();
      try {
        take();
        const full = `${folder}/service.lock cannot be opened: database or disk is full. Make room for it.`;
        expect(await refusal({ folder })).toBe(full);
        giveBack();
        const service = await start({ folder });
        await service.stop();
        take();
        expect(await refusal({ folder })).toBe(full);
        giveBack();
        await (await start({ folder })).stop();
      } finally {
        dispose();
      }
    });
  });
}

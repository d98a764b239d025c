import { ADA } from '../support/facts.js';
import { countersign, start, type Ended, type Running } from '../support/process.js';

const MASTER_KEY = Buffer.from('the master key for attack tests.').toString('base64');
const environment = { NODE_ENV: 'production', MASTER_KEY };
const STOPPED = 'Countersign has stopped.';
/** Pino's number for what is fatal. */
const FATAL = 60;

/** The built service with a program of the test in it, which does something at a signal. */
function startWith(program: string, folder?: string): Promise<Running> {
  const command = countersign('--import', `data:text/javascript,${encodeURIComponent(program)}`);
  return start({ command, environment, folder });
}

const atSignal = (act: string) => `process.on('SIGUSR2', () => { ${act} });`;

function told({ stdout }: Ended): readonly Record<string, unknown>[] {
  const lines = stdout.trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('A fault that nobody caught, outside of any request,', () => {
  it.each([
    ['thrown', `throw new Error('it broke\\n{"level":30}')`],
    ['in a promise', `Promise.reject(new Error('it broke\\n{"level":30}'))`],
  ])('is told in one line with where it was, and ends the service in good order: %s', async (_, act) => {
    const service = await startWith(atSignal(act));
    await service.client().register(ADA);
    const ended = await service.stop('SIGUSR2');
    expect(ended).toMatchObject({ code: 1, signal: null, stderr: '' });
    const lines = told(ended);
    expect(lines.filter(({ level }) => level === FATAL)).toEqual([
      expect.objectContaining({
        msg: expect.stringContaining('nobody caught'),
        err: expect.objectContaining({
          message: 'it broke\n{"level":30}',
          stack: expect.stringContaining('data:text/javascript'),
        }),
      }),
    ]);
    expect(lines.at(-1)).toMatchObject({ msg: STOPPED });

    const again = await startWith('', service.folder);
    expect(await again.client().signIn(ADA)).toMatchObject({ __typename: 'SignedIn' });
    expect((await again.stop()).code).toBe(0);
  });

  it('is not told by what it was when it was no error: that may be anything', async () => {
    const service = await startWith(atSignal(`Promise.reject('hunter2-is-my-password')`));
    const ended = await service.stop('SIGUSR2');
    expect(ended).toMatchObject({ code: 1, stderr: '' });
    expect(ended.stdout).not.toContain('hunter2');
    expect(told(ended).filter(({ level }) => level === FATAL)).toHaveLength(1);
  });

  it('does not leave the service half stopped, when it can’t be stopped in good order', async () => {
    const service = await startWith(
      `import { Server } from 'node:http';
      Server.prototype.close = function () { return this; };
      ${atSignal(`throw new Error('it broke')`)}`,
    );
    const before = performance.now();
    const ended = await service.stop('SIGUSR2');
    expect(ended).toMatchObject({ code: 1, signal: null });
    expect(told(ended).filter(({ msg }) => msg === STOPPED)).toEqual([]);
    expect(performance.now() - before).toBeLessThan(20_000);
  });
});

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../../..');
const FORGED = 'harmless\n{"level":30,"msg":"forged"}\r\u2028\u001b[2J\u0000';

/** Lets the log of the built service write, as it does in production. @returns its lines */
function written(acts: string): readonly Record<string, unknown>[] {
  const program = `
    import { Logger } from './dist/logging/logger.js';
    const logger = new Logger({ LOG_LEVEL: 'info', NODE_ENV: 'production' });
    const text = ${JSON.stringify(FORGED)};
    ${acts}`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  const lines = stdout.trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('A line of the log in production', () => {
  it('is one entry, whatever text is in it, as a message, a field or a fault', () => {
    const [first, ...others] = written(
      `logger.log(text); logger.warn({ msg: text, id: text }); logger.error('A fault', new Error(text));`,
    );
    expect(first).toMatchObject({ msg: FORGED });
    expect(others).toMatchObject([{ msg: FORGED, id: FORGED }, { err: { message: FORGED } }]);
  });

  it('says when it was written, in UTC, how bad it is, and which part of the service wrote it', () => {
    const [entry] = written(`logger.warn('Something', 'Notifications');`);
    expect(entry).toEqual({
      level: 40,
      time: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/),
      context: 'Notifications',
      msg: 'Something',
    });
  });
});

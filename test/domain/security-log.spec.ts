import { Logger } from '@nestjs/common';
import { SecurityLog } from '../../src/logging/security-log.js';
import { note, noting, type SecurityNotes } from '../../src/logging/security-notes.js';

const LINE = { what: 'act', outcome: 'SignedIn', operation: 'signIn', correlationId: '1' } as const;

/** What is written of something granted and of something refused. */
function written(LOG_LEVEL: ConstructorParameters<typeof SecurityLog>[0]['LOG_LEVEL']) {
  const lines: unknown[] = [];
  const keep = (...line: unknown[]) => lines.push(line[0]);
  Logger.overrideLogger({ log: keep, warn: keep, error: keep });
  const log = new SecurityLog({ LOG_LEVEL });
  log.accepted(LINE);
  log.refused({ ...LINE, outcome: 'CredentialsRefused' });
  return { isOn: log.isOn, lines };
}

describe('The security log', () => {
  const granted = { ...LINE, msg: 'signIn: SignedIn' };
  const refused = { ...LINE, outcome: 'CredentialsRefused', msg: 'signIn: CredentialsRefused' };

  it.each([
    ['debug', true, [granted, refused]],
    ['info', true, [granted, refused]],
    ['warn', true, [refused]],
    ['error', false, []],
    ['silent', false, []],
  ] as const)('tells at %s', (level, isOn, lines) => {
    expect(written(level)).toEqual({ isOn, lines });
  });
});

describe('What is noted', () => {
  it('is kept for the request it was noted in, also after waiting, and for no other', async () => {
    const requests: readonly SecurityNotes[] = [{}, {}];
    await Promise.all(
      requests.map((notes, index) =>
        noting(notes, async () => {
          await Promise.resolve();
          note({ act: String(index) });
        }),
      ),
    );
    expect(requests).toEqual([{ act: '0' }, { act: '1' }]);
  });

  it('is dropped where nobody keeps it', () => {
    expect(() => {
      note({ act: 'signIn' });
    }).not.toThrow();
  });
});

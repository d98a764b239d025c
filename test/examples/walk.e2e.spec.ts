import { rmSync } from 'node:fs';
import { temporaryFolder } from '../support/service.js';
import { runExample, serve } from './processes.js';

/** The third code has to be waited for: up to one time step, and what a busy machine adds. */
const WHOLE_STORY_MS = 240_000;

describe('examples/walk.ts', () => {
  let folder: string;
  let service: Awaited<ReturnType<typeof serve>>;
  beforeAll(async () => {
    folder = temporaryFolder();
    service = await serve(folder);
  }, 70_000);
  afterAll(async () => {
    await service.stop();
    rmSync(folder, { recursive: true });
  });

  it(
    'tells the whole story to its end',
    async () => {
      const walk = runExample('walk.ts', service.url);
      const exitCode = await walk.ended;
      expect({ exitCode, told: walk.told }).toEqual({ exitCode: 0, told: [] });

      expect(walk.lines.join('\n')).toMatch(
        inOrder(
          /^ {2}Signed in at AAL1, by pwd\.$/,
          /^ {2}2FA is OFF\./,
          /^ {2}Scan this, or type [A-Z2-7]{32}, before 2\d{3}-/,
          /\u2588.*\u2588/,
          /^ {2}\d{6} is right: 2FA is on\. Its recovery codes, shown this once:$/,
          /^ {2}([0-9a-z]{5}-[0-9a-z]{5}( {2})?){10}$/,
          /^ {2}\d{6} once more: CODE_REFUSED\. "That code was not accepted\./,
          /^ {2}\d{6}: signed in at AAL2, by pwd and otp\.$/,
          /^ {2}[0-9a-z]{5}-[0-9a-z]{5}: signed in at AAL2, by pwd and recovery\.$/,
          /PERSON, startEnrollment: TWO_FACTOR_ENROLLMENT_STARTED$/,
          /PERSON, confirmEnrollment: TWO_FACTOR_ENROLLMENT_CONFIRMED$/,
          /PERSON, answerChallenge: TWO_FACTOR_CODE_REJECTED, ALREADY_USED$/,
          /PERSON, answerChallenge: TWO_FACTOR_CODE_ACCEPTED$/,
          /PERSON, answerChallenge: TWO_FACTOR_RECOVERY_CODE_USED$/,
          /^ {2}It took the password and \d{6}\. Signing in takes pwd alone again\.$/,
          /^That is the whole story$/,
        ),
      );
      const changes = walk.lines.filter((line) => line.includes('»'));
      expect(changes.slice(1)).toEqual([
        expect.stringMatching(/» TWO_FACTOR_ENROLLMENT_STARTED at position \d+$/),
        expect.stringMatching(/» TWO_FACTOR_ENROLLMENT_CONFIRMED at position \d+$/),
        expect.stringMatching(/» TWO_FACTOR_RECOVERY_CODES_ISSUED at position \d+$/),
        expect.stringMatching(/» TWO_FACTOR_RECOVERY_CODE_USED at position \d+$/),
        expect.stringMatching(/» TWO_FACTOR_DISABLED at position \d+$/),
      ]);
    },
    WHOLE_STORY_MS,
  );

  it('says in one line that there is no service', async () => {
    const walk = runExample('walk.ts', 'http://localhost:1');
    expect(await walk.ended).toBe(1);
    expect([walk.lines, walk.told]).toEqual([
      [],
      ['No Countersign answers at http://localhost:1. Start one with: npm start'],
    ]);
  });
});

/** Lines that follow each other, with others between them. */
function inOrder(...lines: readonly RegExp[]): RegExp {
  return new RegExp(lines.map(({ source }) => source).join('[^]*'), 'mu');
}

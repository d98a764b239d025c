import { liveEventfully } from '../journeys/eventful-life.js';
import { startService } from '../support/service.js';
import { countersign } from './countersign.js';

it('Another policy is rehearsed beside the running service, and tells how many and which accounts', async () => {
  await using service = await startService();
  const { accountId } = await liveEventfully(service);
  const rehearse = (...words: readonly string[]) =>
    countersign(['rehearse', ...words], { DATA_DIR: service.folder });

  const { exitCode, output, told } = await rehearse('--free-failures', '0');
  expect({ exitCode, told }).toEqual({
    exitCode: 0,
    told: expect.stringContaining('What the log does not tell') as string,
  });
  expect(output.split('\n')).toEqual([
    'Codes that were refused and would have been accepted: 0 (0 of 1 accounts)',
    'Codes that were accepted and would have been refused, for the clock: 0 (0 of 1 accounts)',
    'Codes that were accepted and would have been refused, for a lock: 0 (0 of 1 accounts)',
    'More locks than there were: 1 (1 of 1 accounts)',
    `  ${accountId}  1`,
    'Fewer locks than there were: 0 (0 of 1 accounts)',
    '',
  ]);
  const longer = await rehearse('--free-failures', '0', '--first-wait', '61');
  expect(longer.output).toContain(`for a lock: 1 (1 of 1 accounts)\n  ${accountId}  1\n`);
  expect(await rehearse('--drift-steps', '11')).toEqual({
    exitCode: 1,
    output: '',
    told: '--drift-steps takes a whole number from 0 to 10.\n',
  });
}, 180_000);

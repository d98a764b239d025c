/*
 * `EVENT_STORE_URL=… npm run test:eventstoredb` holds the adapter to the contract of every event store
 * on a real server. It writes to streams of its own, whose names begin alike and are new in every run;
 * it deletes nothing, and reads past what else is there. The user must be allowed to read `$all`.
 */
import { spawnSync } from 'node:child_process';

const url = process.env['EVENT_STORE_URL'];
if (!url) {
  console.error(
    'EVENT_STORE_URL is not set: this runs the contract of the event store on the server it names ' +
      '(esdb://user:password@host:2113?tls=true), in streams of its own, and deletes nothing.',
  );
  process.exit(1);
}
const jest = ['node_modules/jest/bin/jest.js', 'test/stores/eventstoredb-event-store', '--verbose'];
const options = ['--disable-warning=ExperimentalWarning', '--experimental-vm-modules'];
const { status } = spawnSync(process.execPath, [...options, ...jest, '--selectProjects', 'embedded'], {
  stdio: 'inherit',
  env: { ...process.env, TEST_EVENT_STORE_URL: url },
});
process.exitCode = status ?? 1;

// Reads jest's JSON reports, complains about tests that did not run, and ends with one line of counts.
import { existsSync, readFileSync } from 'node:fs';

const NOTHING_RAN = {
  numPassedTests: 0,
  numFailedTests: 0,
  numRuntimeErrorTestSuites: 0,
  testResults: [],
};

const reports = process.argv
  .slice(2)
  .map((path) => (existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : NOTHING_RAN));
const sum = (count) => reports.reduce((total, report) => total + report[count], 0);

const unrun = reports
  .flatMap(({ testResults }) => testResults)
  .flatMap((suite) => suite.assertionResults)
  .filter((result) => result.status !== 'passed' && result.status !== 'failed');
const broken = sum('numRuntimeErrorTestSuites');

const complaints = [
  ...unrun.map((result) => `${result.status}: ${result.fullName}`),
  ...(broken > 0 ? [`${broken} test file(s) could not be run`] : []),
  ...(reports.some(({ numPassedTests }) => numPassedTests === 0) ? ['no test passed in a run'] : []),
];

for (const complaint of complaints) {
  console.log(complaint);
}
const [passed, failed] = [sum('numPassedTests'), sum('numFailedTests')];
console.log(`${passed} passed, ${failed} failed`);

process.exitCode = complaints.length === 0 && failed === 0 ? 0 : 1;

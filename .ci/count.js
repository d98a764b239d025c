// Reads jest's JSON report, complains about tests that did not run, and ends with one line of counts.
import { existsSync, readFileSync } from 'node:fs';

const NOTHING_RAN = {
  numPassedTests: 0,
  numFailedTests: 0,
  numRuntimeErrorTestSuites: 0,
  testResults: [],
};

const path = process.argv[2];
const report = path && existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : NOTHING_RAN;

const unrun = report.testResults
  .flatMap((suite) => suite.assertionResults)
  .filter((result) => result.status !== 'passed' && result.status !== 'failed');

const complaints = [
  ...unrun.map((result) => `${result.status}: ${result.fullName}`),
  ...(report.numRuntimeErrorTestSuites > 0
    ? [`${report.numRuntimeErrorTestSuites} test file(s) could not be run`]
    : []),
  ...(report.numPassedTests === 0 ? ['no test passed'] : []),
];

for (const complaint of complaints) {
  console.log(complaint);
}
console.log(`${report.numPassedTests} passed, ${report.numFailedTests} failed`);

process.exitCode = complaints.length === 0 && report.numFailedTests === 0 ? 0 : 1;

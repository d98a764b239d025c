import { spawnSync } from 'node:child_process';

/** Debian's names for the programs some tests hold the service against. */
const PACKAGES = { oathtool: 'oathtool', zbarimg: 'zbar-tools' } as const;
export type Tool = keyof typeof PACKAGES;

/**
 * `it` for a test that needs a program of this machine. Where it is missing, the test
 * says so and is skipped; with REQUIRE_ALL_TESTS=1 it fails instead.
 */
export function itNeeds(...tools: readonly Tool[]): (name: string, test: () => Promise<void>) => void {
  const missing = tools.filter((tool) => spawnSync(tool, ['--version']).error !== undefined);
  if (missing.length === 0) return it;
  const packages = missing.map((tool) => PACKAGES[tool]).join(' ');
  const reason = `${missing.join(' and ')} cannot be run here (Debian: apt-get install ${packages})`;
  return (name, test) => {
    if (process.env['REQUIRE_ALL_TESTS'] === '1') {
      it(name, () => {
        throw new Error(reason);
      });
    } else {
      process.stderr.write(`Skipped "${name}": ${reason}.\n`);
      it.skip(name, test);
    }
  };
}

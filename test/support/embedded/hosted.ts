import { behindDoor } from '../hosts/door.js';
import type { Installation, InstallationOptions } from '../installation.js';
import type { Interior } from '../interior.js';
import { onDataFolder } from './data-folder.js';
import { ownHost } from './hosts.js';

/** The built service, in a process that is there already: no test waits for it to be loaded. */
export async function hosted({ clock, ...options }: InstallationOptions): Promise<Installation> {
  const host = await ownHost();
  // Beside the folder, which is the service's own.
  const clockFile = `${options.folder}.clock`;
  clock.showIn(clockFile);
  return onDataFolder(options, async (environment) => {
    const { url, interior } = await host.start(environment, clockFile);
    return { url, interior: behindDoor<Interior>(interior), stop: () => host.stop(url) };
  });
}

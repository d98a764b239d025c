import { createApp } from '../../../src/app.js';
import { layFoundation } from '../../../src/cli/foundation.js';
import { settings } from '../../../src/config/config.js';
import { startInstance } from '../instance.js';
import type { Installation, InstallationOptions } from '../installation.js';
import { onDataFolder } from './data-folder.js';

/** The service in this process, from its source: a test can put something in the place of its parts. */
export async function here({ clock, ...options }: InstallationOptions): Promise<Installation> {
  const parts = { createApp, layFoundation, settings };
  return onDataFolder(options, (environment) => startInstance(parts, environment, clock));
}

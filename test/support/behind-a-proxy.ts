import { startInProduction } from './production.js';
import type { Service, ServiceOptions } from './service.js';

/** As an operator runs it, behind a proxy on the same machine that says where clients are. */
export function startBehindProxy(
  environment: Readonly<Record<string, string>> = {},
  options: Pick<ServiceOptions, 'isHere'> = {},
): Promise<Service> {
  return startInProduction({ TRUSTED_PROXIES: '127.0.0.1', ...environment }, options);
}

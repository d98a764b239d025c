import { startService, type Service, type ServiceOptions } from './service.js';

export const MASTER_KEY = Buffer.from('the master key for attack tests.').toString('base64');

/** The service as it runs in production, where the counter-measures are what they are meant to be. */
export function startInProduction(
  environment: Readonly<Record<string, string>> = {},
  options: Pick<ServiceOptions, 'isHere'> = {},
): Promise<Service> {
  return startService({ environment: { NODE_ENV: 'production', MASTER_KEY, ...environment }, ...options });
}

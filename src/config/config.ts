import { z } from 'zod';
import { origins } from './origins.js';
import { isListOfRanges } from './address-range.js';

/** A year, which is long enough for all of them: an event can't tell of times after the year 9999. */
const LONGEST_SECONDS = 31_536_000;
const seconds = (fallback: number) => z.coerce.number().int().min(1).max(LONGEST_SECONDS).default(fallback);
const webAddress = z.url({ protocol: /^https?$/, error: 'must be an http or https address' }).optional();

/**
 * Every setting, with its default; the table in README.md names the same ones, and a
 * test compares them.
 */
export const settings = z.object({
  NODE_ENV: z.enum(['development', 'production', 'test']).default('development'),
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  DATA_DIR: z.string().min(1).default('./data'),
  MASTER_KEY: z.string().optional(),
  MASTER_KEY_FILE: z.string().optional(),
  EVENT_STORE_URL: z.string().optional(),
  EVENT_STORE_URL_FILE: z.string().optional(),
  DATABASE_URL: z.string().optional(),
  DATABASE_URL_FILE: z.string().optional(),
  ISSUER: z
    .string()
    .regex(/^[^:\p{C}]{1,64}$/u, 'must be 1 to 64 characters without a colon')
    .default('Countersign'),
  PASSWORD_MIN_LENGTH: z.coerce.number().int().min(8).max(64).default(15),
  REGISTRATIONS_PER_NETWORK: z.coerce.number().int().min(1).max(100_000).default(20),
  // RFC 6238 §5.2 recommends one; with two, a code lives for two and a half minutes, which is no longer one-time.
  DRIFT_STEPS: z.coerce.number().int().min(0).max(2).default(1),
  ENROLLMENT_TTL: seconds(600),
  CHALLENGE_TTL: seconds(300),
  PASSWORD_RESET_TTL: seconds(86_400),
  SESSION_TTL: seconds(43_200),
  SESSION_IDLE: seconds(3_600),
  TRUSTED_PROXIES: z
    .string()
    .refine(isListOfRanges, 'must be addresses or ranges such as 10.0.0.0/8, with commas between')
    .default(''),
  ALLOWED_ORIGINS: origins.default([]),
  MAX_CONNECTIONS: z.coerce.number().int().min(1).default(10_000),
  MAX_SOCKETS: z.coerce.number().int().min(1).default(5_000),
  METRICS_HOST: z.string().min(1).default('127.0.0.1'),
  METRICS_PORT: z.coerce.number().int().min(0).max(65_535).optional(),
  NOTIFICATION_WEBHOOK_URL: webAddress,
  NOTIFICATION_WEBHOOK_SECRET: z.string().optional(),
  NOTIFICATION_WEBHOOK_SECRET_FILE: z.string().optional(),
  NOTARY_INTERVAL: seconds(60),
  NOTARY_FILE: z.string().optional(),
  NOTARY_WEBHOOK_URL: webAddress,
  NOTARY_WEBHOOK_SECRET: z.string().optional(),
  NOTARY_WEBHOOK_SECRET_FILE: z.string().optional(),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
});

/** The service's configuration under the names the operator knows, read once at start. */
export abstract class Config implements Settings {
  abstract readonly NODE_ENV: Settings['NODE_ENV'];
  abstract readonly HOST: string;
  abstract readonly PORT: number;
  abstract readonly DATA_DIR: string;
  abstract readonly MASTER_KEY?: string | undefined;
  abstract readonly MASTER_KEY_FILE?: string | undefined;
  abstract readonly EVENT_STORE_URL?: string | undefined;
  abstract readonly EVENT_STORE_URL_FILE?: string | undefined;
  abstract readonly DATABASE_URL?: string | undefined;
  abstract readonly DATABASE_URL_FILE?: string | undefined;
  abstract readonly ISSUER: string;
  abstract readonly PASSWORD_MIN_LENGTH: number;
  abstract readonly REGISTRATIONS_PER_NETWORK: number;
  abstract readonly DRIFT_STEPS: number;
  abstract readonly ENROLLMENT_TTL: number;
  abstract readonly CHALLENGE_TTL: number;
  abstract readonly PASSWORD_RESET_TTL: number;
  abstract readonly SESSION_TTL: number;
  abstract readonly SESSION_IDLE: number;
  abstract readonly TRUSTED_PROXIES: string;
  abstract readonly ALLOWED_ORIGINS: readonly string[];
  abstract readonly MAX_CONNECTIONS: number;
  abstract readonly MAX_SOCKETS: number;
  abstract readonly METRICS_HOST: string;
  abstract readonly METRICS_PORT?: number | undefined;
  abstract readonly NOTIFICATION_WEBHOOK_URL?: string | undefined;
  abstract readonly NOTIFICATION_WEBHOOK_SECRET?: string | undefined;
  abstract readonly NOTIFICATION_WEBHOOK_SECRET_FILE?: string | undefined;
  abstract readonly NOTARY_INTERVAL: number;
  abstract readonly NOTARY_FILE?: string | undefined;
  abstract readonly NOTARY_WEBHOOK_URL?: string | undefined;
  abstract readonly NOTARY_WEBHOOK_SECRET?: string | undefined;
  abstract readonly NOTARY_WEBHOOK_SECRET_FILE?: string | undefined;
  abstract readonly LOG_LEVEL: Settings['LOG_LEVEL'];
}

export type Settings = Readonly<z.infer<typeof settings>>;

/** Whether the log and the rest are on servers that replicas share, rather than in the data folder. */
export function isCluster({ EVENT_STORE_URL, DATABASE_URL }: Config): boolean {
  return EVENT_STORE_URL !== undefined || DATABASE_URL !== undefined;
}

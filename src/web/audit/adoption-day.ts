import type { AdoptionQuery } from '../api/operations.js';

export type AdoptionDay = AdoptionQuery['twoFactorAdoption'][number];

/** Limits of one replica. Whoever asks has an answer, or a refusal, within the three times together. */
export interface Limits {
  /** Milliseconds for a connection: a new one, or one that others have now. */
  readonly connectMs: number;
  /** Milliseconds for a statement, kept by the server. */
  readonly statementMs: number;
  /** Milliseconds its answer may take longer, where server or network do not keep that. */
  readonly answerMs: number;
  /** Connections in the pool; there is one more for each projection. */
  readonly poolSize: number;
  /** Callers that may wait for a connection at a time. */
  readonly maxWaiting: number;
}

/** Ten replicas then get along with a hundred connections, PostgreSQL's own default. */
export const DEFAULT_LIMITS: Limits = {
  connectMs: 3_000,
  statementMs: 5_000,
  answerMs: 1_000,
  poolSize: 8,
  maxWaiting: 1_000,
};

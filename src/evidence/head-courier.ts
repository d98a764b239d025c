import { Logger } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../clock.js';
import { ToldOnce } from '../logging/told-once.js';
import { backoff } from '../webhooks/backoff.policy.js';
import type { Webhook } from '../webhooks/webhook.js';
import type { EvidenceStore } from './evidence-store.js';
import { headId, type SignedTreeHead } from './tree-head.js';

const LOOK_EVERY_MS = 1_000;

/** Heads that are read together. */
const PAGE = 100;

/**
 * Posts every head that is kept to a program of the operator, the smallest first, each once or more often:
 * one that does not arrive is tried again until it does, at ever longer intervals, and those after it wait.
 */
export class HeadCourier {
  private readonly alarm = new ToldOnce(new Logger(HeadCourier.name));
  private failed: { readonly attempts: number; readonly at: Date; readonly pause: number } | undefined;

  /** @param webhook without it nothing is posted */
  constructor(
    private readonly evidence: EvidenceStore,
    private readonly clock: Clock,
    private readonly webhook: Webhook | undefined,
  ) {}

  /** Delivers what is signed, and what will be, until `signal` aborts. */
  async follow(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.deliver(signal);
      await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Delivers what was signed, until one does not arrive or `signal` aborts; nothing while a pause lasts. */
  async deliver(signal: AbortSignal): Promise<void> {
    if (!this.webhook || this.isPausing()) return;
    for (let isFull = true; isFull;) {
      const heads = await this.evidence.heads(await this.evidence.deliveredUpTo(), PAGE);
      for (const head of heads) {
        if (signal.aborted || !(await this.send(this.webhook, head, signal))) return;
      }
      isFull = heads.length === PAGE;
    }
  }

  /** A clock that is put back makes no pause longer. */
  private isPausing(): boolean {
    if (!this.failed) return false;
    const passed = this.clock.now().getTime() - this.failed.at.getTime();
    return passed >= 0 && passed < this.failed.pause * 1_000;
  }

  /** @returns whether it arrived */
  private async send(webhook: Webhook, head: SignedTreeHead, signal: AbortSignal): Promise<boolean> {
    const sentAt = this.clock.now();
    try {
      await webhook.post({ ...messageOf(head), sentAt }, signal);
    } catch (fault) {
      if (!signal.aborted) this.postpone(head, sentAt, fault);
      return false;
    }
    await this.evidence.delivered(head.treeSize);
    this.failed = undefined;
    this.alarm.over('Heads arrive at NOTARY_WEBHOOK_URL again');
    return true;
  }

  private postpone({ treeSize }: SignedTreeHead, at: Date, fault: unknown): void {
    const attempts = (this.failed?.attempts ?? 0) + 1;
    this.failed = { attempts, at, pause: backoff(attempts, Math.random()) };
    const reason = fault instanceof Error ? fault.message : String(fault);
    this.alarm.problem(
      `ALARM: the head of ${String(treeSize)} events does not arrive at NOTARY_WEBHOOK_URL, and is tried again until it does: ${reason}`,
    );
  }
}

/** The head is in it as it is in a file of heads. */
function messageOf(head: SignedTreeHead): { readonly id: string; readonly body: string } {
  const body = JSON.stringify({ type: 'treeHead.signed', timestamp: head.signedAt, data: head });
  return { id: headId(head), body };
}
